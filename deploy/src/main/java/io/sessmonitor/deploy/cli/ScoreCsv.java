package io.sessmonitor.deploy.cli;

import io.sessmonitor.deploy.overlay.ObjectWords;
import io.sessmonitor.scorer.ScorerIdentity;
import io.sessmonitor.scorer.SessScore;
import io.sessmonitor.scorer.explain.Explanation.Fate;
import io.sessmonitor.scorer.metric.MetricDescription;
import io.sessmonitor.scorer.tune.Calibration;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Comma-separated values as RFC 4180 has them, with a heading line; numbers in full, cells empty where there is none. */
final class ScoreCsv implements ScorePrinter {

    private final PrintWriter out;
    private final List<String> metrics;
    private final ScorerIdentity maker;
    private boolean begun;

    ScoreCsv(PrintWriter out, List<MetricDescription> metrics, ScorerIdentity maker) {
        this.out = out;
        this.metrics = Stream.concat(
                        metrics.stream().map(MetricDescription::name),
                        maker.calibration().stream().map(id -> Calibration.NAME))
                .toList();
        this.maker = maker;
    }

    @Override
    public void row(ScoreRow row) {
        begin();
        List<String> cells = new ArrayList<>();
        cells.add(row.sent().orElse(""));
        cells.add(row.received().orElse(""));
        cells.add(row.outcome().name());
        cells.add(row.side().map(Enum::name).orElse(""));
        cells.add(row.reason().orElse(""));
        if (row.score().isPresent()) {
            score(cells, row.score().get());
        } else {
            for (int i = 0; i < 8 + metrics.size(); i++) {
                cells.add("");
            }
        }
        cells.add(maker.profile().id());
        cells.add(maker.bundleName());
        cells.add(maker.bundleVersion());
        cells.add(maker.bundleSha256());
        if (!maker.metricBundles().isEmpty()) {
            cells.add(maker.metricBundles().entrySet().stream()
                    .map(served -> served.getKey() + "=" + served.getValue().name() + " "
                            + served.getValue().version() + " "
                            + served.getValue().sha256())
                    .collect(Collectors.joining("; ")));
        }
        maker.calibration().ifPresent(cells::add);
        line(cells);
    }

    private void score(List<String> cells, SessScore score) {
        cells.add(Double.toString(score.score()));
        cells.add(Double.toString(score.raw()));
        cells.add(score.graph().isPresent() ? Double.toString(score.graph().getAsDouble()) : "");
        cells.add(Double.toString(score.image()));
        for (String metric : metrics) {
            Double value = score.metrics().get(metric);
            cells.add(value == null ? "" : Double.toString(value));
        }
        cells.add(String.join(
                " ", score.metricNotes().stream().map(Enum::name).sorted().toList()));
        cells.add(Integer.toString(
                ObjectWords.dearest(score.explanation().sent(), Fate.LOST).size()));
        cells.add(Integer.toString(ObjectWords.dearest(score.explanation().received(), Fate.INVENTED)
                .size()));
        cells.add(ObjectWords.losses(score.explanation(), Integer.MAX_VALUE));
    }

    private void begin() {
        if (begun) {
            return;
        }
        begun = true;
        List<String> heading = new ArrayList<>(
                List.of("sent", "received", "outcome", "side", "reason", "score", "raw", "graph", "image"));
        heading.addAll(metrics);
        heading.addAll(List.of(
                "metric_notes", "lost", "invented", "losses", "profile", "bundle", "bundle_version", "bundle_sha256"));
        if (!maker.metricBundles().isEmpty()) {
            heading.add("metric_bundles");
        }
        maker.calibration().ifPresent(id -> heading.add("calibration"));
        line(heading);
    }

    @Override
    public void end() {
        begin();
        out.flush();
    }

    private void line(List<String> cells) {
        out.print(String.join(",", cells.stream().map(ScoreCsv::quoted).toList()) + "\n");
        out.flush();
    }

    /** A cell, in quotes where RFC 4180 wants them. */
    static String quoted(String cell) {
        boolean needed = cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return needed ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }
}
