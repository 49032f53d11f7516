package io.sessmonitor.deploy.demo;

import io.sessmonitor.deploy.demo.DemoReport.LinkReport;
import io.sessmonitor.schemas.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The summary for people. */
final class ReportText {

    /** Meaning survives on a link with this mean: with bundle lite mild JPEG lies at .94, quality 10 below .9. */
    private static final double SURVIVES_MEAN = 0.9;

    /** Below this mean it is lost; and where one frame in twenty scores as another scene does. */
    private static final double LOST_MEAN = 0.75;

    private static final double LOST_P05 = 0.5;

    private ReportText() {}

    static List<String> lines(DemoReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                "%-14s %6s %6s %6s %8s  %-26s %s", "link", "mean", "p05", "min", "PSNR dB", "outcomes", "most lost"));
        for (LinkReport link : report.links()) {
            lines.add(String.format(
                    "%-14s %6s %6s %6s %8s  %-26s %s",
                    link.link(),
                    link.score() == null ? "-" : LinkTable.number(link.score().mean()),
                    link.score() == null ? "-" : LinkTable.number(link.score().p05()),
                    link.score() == null ? "-" : LinkTable.number(link.score().min()),
                    link.psnrMean() == null ? "-" : String.format(Locale.ROOT, "%.1f", link.psnrMean()),
                    outcomes(link.outcomes()),
                    LinkTable.lost(link.mostLost())));
        }
        lines.add("");
        lines.add(report.sent() + " frames sent, " + report.received() + " received over "
                + report.links().size() + " links; outcomes: " + outcomes(report.outcomes()) + ".");
        if (report.consistent()) {
            lines.add("Consistent: every sent frame has exactly one outcome on every link.");
        } else {
            lines.add("INCONSISTENT, please report it:");
            report.problems().forEach(problem -> lines.add("  " + problem));
        }
        lines.addAll(story(report));
        return lines;
    }

    /** {@code 12 scored, 3 missing}. */
    static String outcomes(Map<Outcome, Long> outcomes) {
        String text = outcomes.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> entry.getValue() + " " + entry.getKey().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return text.isEmpty() ? "none" : text;
    }

    /** In words, which links hurt what the pictures mean. */
    static List<String> story(DemoReport report) {
        List<LinkReport> scored = report.links().stream()
                .filter(link -> link.score() != null)
                .sorted(Comparator.comparingDouble(link -> link.score().mean()))
                .toList();
        if (scored.isEmpty()) {
            return List.of();
        }
        List<String> strong = new ArrayList<>();
        List<String> some = new ArrayList<>();
        List<String> none = new ArrayList<>();
        for (LinkReport link : scored) {
            DemoReport.Score score = link.score();
            boolean lost = score.mean() < LOST_MEAN || score.p05() < LOST_P05;
            (lost ? strong : score.mean() < SURVIVES_MEAN ? some : none).add(described(link));
        }
        List<String> lines = new ArrayList<>();
        add(lines, "Meaning is lost on ", strong);
        add(lines, "Some of it is lost on ", some);
        add(lines, "It survives on ", none);
        return lines;
    }

    private static String described(LinkReport link) {
        return link.link().substring(link.link().indexOf('>') + 1) + " (" + link.about() + ": "
                + LinkTable.number(link.score().mean()) + " on average, at worst "
                + LinkTable.number(link.score().min()) + ")";
    }

    private static void add(List<String> lines, String intro, List<String> links) {
        if (!links.isEmpty()) {
            lines.add(intro + String.join(", ", links) + ".");
        }
    }
}
