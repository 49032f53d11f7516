package io.sessmonitor.deploy.cli;

import io.sessmonitor.scorer.ScorerIdentity;
import io.sessmonitor.scorer.metric.MetricDescription;
import java.io.PrintWriter;
import java.util.List;

/** Prints rows in one format, in the order they come. */
interface ScorePrinter {

    void row(ScoreRow row);

    /** After the last row. */
    void end();

    /** Formats of {@code score}. */
    enum Format {
        TEXT,
        CSV,
        JSON
    }

    /**
     * @param nameWidth characters of the longest pair name, so that a table can be printed as it grows
     * @param metrics those to print; JSON has all there are
     * @param maker of the scores; they are calibrated if it is
     */
    static ScorePrinter of(
            Format format,
            PrintWriter out,
            int nameWidth,
            boolean colours,
            List<MetricDescription> metrics,
            ScorerIdentity maker) {
        return switch (format) {
            case TEXT ->
                new ScoreText(
                        out, nameWidth, colours, metrics, maker.calibration().isPresent());
            case CSV -> new ScoreCsv(out, metrics, maker);
            case JSON -> new ScoreJson(out, maker);
        };
    }
}
