package io.sessmonitor.deploy.cli;

import io.sessmonitor.deploy.overlay.ObjectWords;
import io.sessmonitor.scorer.SessScore;
import io.sessmonitor.scorer.explain.Explanation.Fate;
import io.sessmonitor.scorer.metric.MetricDescription;
import io.sessmonitor.scorer.metric.MetricNote;
import io.sessmonitor.scorer.tune.Calibration;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A table for people that grows as the scores come, and a last line that sums up. */
final class ScoreText implements ScorePrinter {

    private static final int NAMED = 3;
    private static final int WIDEST_NAME = 48;
    private static final int METRIC_WIDTH = 7;

    private final PrintWriter out;
    private final int width;
    private final boolean colours;
    private final List<MetricDescription> metrics;
    private final boolean calibrated;
    private final Map<ScoreRow.Outcome, Integer> counts = new EnumMap<>(ScoreRow.Outcome.class);
    private double sum;
    private double least = Double.MAX_VALUE;
    private String leastName = "";
    private int rows;

    ScoreText(PrintWriter out, int nameWidth, boolean colours, List<MetricDescription> metrics, boolean calibrated) {
        this.out = out;
        this.width = Math.max("picture".length(), Math.min(WIDEST_NAME, nameWidth));
        this.colours = colours;
        this.metrics = metrics;
        this.calibrated = calibrated;
    }

    @Override
    public void row(ScoreRow row) {
        if (rows++ == 0) {
            String headings = metrics.stream().map(m -> "  " + heading(m)).collect(Collectors.joining());
            out.println(TextTable.cell("picture", width, false) + "   SeSS  graph  image"
                    + (calibrated ? "  " + Calibration.NAME : "") + headings + "  what was lost");
        }
        counts.merge(row.outcome(), 1, Integer::sum);
        StringBuilder line = new StringBuilder(TextTable.cell(shortened(row.name()), width, false));
        if (row.score().isPresent()) {
            scored(line, row.score().get());
            remember(row.name(), row.score().get().score());
        } else {
            line.append("      -      -      -");
            line.append(calibrated ? "  " + TextTable.cell("-", Calibration.NAME.length(), true) : "");
            metrics.forEach(metric -> line.append("  ").append(cell(metric, null)));
            line.append("  ").append(red(row.outcome().name()));
            row.side().ifPresent(side -> line.append(", ").append(side.name().toLowerCase(Locale.ROOT)));
            row.reason().ifPresent(reason -> line.append(": ").append(reason));
        }
        out.println(line.toString().stripTrailing());
        out.flush();
    }

    private void scored(StringBuilder line, SessScore score) {
        line.append("  ").append(coloured(score.score(), number(score.score(), 5, 3)));
        line.append("  ")
                .append(score.graph().isPresent() ? number(score.graph().getAsDouble(), 5, 3) : "    -");
        line.append("  ").append(number(score.image(), 5, 3));
        if (calibrated) {
            line.append("  ").append(number(score.metrics().get(Calibration.NAME), Calibration.NAME.length(), 2));
        }
        metrics.forEach(metric ->
                line.append("  ").append(cell(metric, score.metrics().get(metric.name()))));
        String losses = ObjectWords.losses(score.explanation(), NAMED);
        line.append("  ").append(losses.isEmpty() ? "nothing" + changed(score) : losses);
        if (score.metricNotes().contains(MetricNote.RESIZED)) {
            line.append(" (other size: resized for the metrics)");
        } else if (score.metricNotes().contains(MetricNote.SIZES_TOO_DIFFERENT)) {
            line.append(" (sizes too different for metrics of pixels)");
        }
    }

    private static String heading(MetricDescription metric) {
        String name = metric.name().toUpperCase(Locale.ROOT);
        String unit = metric.unit();
        return TextTable.cell(unit.isEmpty() ? name : name + " " + unit, METRIC_WIDTH, true);
    }

    private static String cell(MetricDescription metric, Double value) {
        int cells = heading(metric).length();
        boolean small = metric.max() <= 1 || Double.isInfinite(metric.max());
        return value == null ? TextTable.cell("-", cells, true) : number(value, cells, small ? 4 : 1);
    }

    /** Where nothing is gone, what has changed most, if that is worth a word. */
    private static String changed(SessScore score) {
        return ObjectWords.dearest(score.explanation().sent(), Fate.KEPT).stream()
                .filter(share -> share.cost() >= 0.0005)
                .findFirst()
                .map(share ->
                        "; changed most: " + ObjectWords.of(share.object()).replace(",", ""))
                .orElse("");
    }

    private void remember(String name, double score) {
        sum += score;
        if (score < least) {
            least = score;
            leastName = name;
        }
    }

    @Override
    public void end() {
        int scored = counts.getOrDefault(ScoreRow.Outcome.SCORED, 0);
        if (rows > 1) {
            StringBuilder line = new StringBuilder();
            line.append('\n').append(rows).append(" pairs: ").append(scored).append(" scored");
            if (scored > 0) {
                line.append(" (mean ").append(number(sum / scored, 0, 3));
                line.append(", lowest ")
                        .append(number(least, 0, 3))
                        .append(' ')
                        .append(leastName)
                        .append(')');
            }
            counts.forEach((outcome, count) -> {
                if (outcome != ScoreRow.Outcome.SCORED) {
                    line.append(", ")
                            .append(count)
                            .append(' ')
                            .append(outcome.name().toLowerCase(Locale.ROOT));
                }
            });
            out.println(line);
        }
        out.flush();
    }

    private String shortened(String name) {
        return name.length() <= width ? name : name.substring(0, width - 1) + "…";
    }

    private String red(String text) {
        return colours ? "\u001b[31m" + text + "\u001b[0m" : text;
    }

    private String coloured(double score, String text) {
        if (!colours) {
            return text;
        }
        int colour = score >= 0.85 ? 32 : score >= 0.6 ? 33 : 31;
        return "\u001b[" + colour + "m" + text + "\u001b[0m";
    }

    private static String number(double value, int width, int digits) {
        return TextTable.cell(String.format(Locale.ROOT, "%." + digits + "f", value), width, true);
    }
}
