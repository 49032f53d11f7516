package io.sessmonitor.deploy.cli;

import io.sessmonitor.scorer.ScorerIdentity;
import java.io.PrintWriter;

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

    /** @param nameWidth characters of the longest pair name, so that a table can be printed as it grows */
    static ScorePrinter of(Format format, PrintWriter out, int nameWidth, boolean colours, ScorerIdentity maker) {
        return switch (format) {
            case TEXT -> new ScoreText(out, nameWidth, colours);
            case CSV -> new ScoreCsv(out, maker);
            case JSON -> new ScoreJson(out, maker);
        };
    }
}
