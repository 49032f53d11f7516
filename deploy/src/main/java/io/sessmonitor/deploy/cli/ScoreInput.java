package io.sessmonitor.deploy.cli;

import io.sessmonitor.deploy.recording.ScoreRecords;

/** What is said of scores that were read. */
final class ScoreInput {

    private ScoreInput() {}

    /** Says what could not be read; true if there was something. */
    static boolean warn(Console console, ScoreRecords records) {
        records.damage().forEach(damage -> console.err().println(records.name() + ": " + damage));
        records.firstBad()
                .ifPresent(why -> console.err()
                        .println(records.name() + ": " + Amounts.count(records.bad(), "record")
                                + " could not be read as scores; the first is " + why));
        return records.bad() > 0 || !records.damage().isEmpty();
    }
}
