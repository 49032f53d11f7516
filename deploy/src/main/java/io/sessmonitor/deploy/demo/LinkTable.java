package io.sessmonitor.deploy.demo;

import io.sessmonitor.dashboards.LinkState;
import io.sessmonitor.schemas.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The live table: a row for each link. */
final class LinkTable {

    private static final String HEADER = String.format(
            "%-14s %7s %7s %6s   %5s %5s %5s %8s  %s",
            "link", "scored", "missing", "other", "SeSS", "mean", "p05", "PSNR dB", "lost, dearest first");

    private static final int SHOWN_LOST = 2;
    private static final double GOOD = 0.85;
    private static final double FAIR = 0.7;

    private final boolean colours;

    LinkTable(boolean colours) {
        this.colours = colours;
    }

    List<String> lines(List<LinkState> links) {
        List<String> lines = new ArrayList<>();
        lines.add(HEADER);
        links.forEach(link -> lines.add(row(link)));
        return lines;
    }

    private String row(LinkState link) {
        long scored = count(link, Outcome.SCORED);
        long missing = count(link, Outcome.MISSING);
        long all = link.outcomes().values().stream().mapToLong(Long::longValue).sum();
        LinkState.Score score = link.score();
        return String.format(
                "%-14s %7d %7d %6d   %s %s %s %8s  %s",
                link.link(),
                scored,
                missing,
                all - scored - missing,
                score == null ? pad("-") : coloured(score.now()),
                pad(score == null ? "-" : number(score.mean())),
                pad(score == null ? "-" : number(score.p05())),
                link.psnrMean() == null ? "-" : String.format(Locale.ROOT, "%.1f", link.psnrMean()),
                lost(link.mostLost()));
    }

    /** The objects whose losses cost most, and how often they were lost: {@code cat ×12, small region, left ×3}. */
    static String lost(List<LinkState.LostObject> objects) {
        return objects.isEmpty()
                ? "-"
                : objects.stream()
                        .limit(SHOWN_LOST)
                        .map(object -> object.name() + " ×" + object.times())
                        .collect(Collectors.joining(", "));
    }

    /** A score with three digits, without the zero that they all begin with. */
    static String number(double score) {
        String text = String.format(Locale.ROOT, "%.3f", score);
        return text.startsWith("0.") ? text.substring(1) : text;
    }

    static long count(LinkState link, Outcome outcome) {
        return count(link.outcomes(), outcome.name());
    }

    private static long count(Map<String, Long> outcomes, String name) {
        return outcomes.getOrDefault(name, 0L);
    }

    private String coloured(double score) {
        String text = pad(number(score));
        if (!colours) {
            return text;
        }
        String colour = score >= GOOD ? "32" : score >= FAIR ? "33" : "31";
        return "\u001b[" + colour + "m" + text + "\u001b[0m";
    }

    private static String pad(String text) {
        return String.format("%5s", text);
    }
}
