package io.sessmonitor.deploy.monitor;

import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.scorer.SessScorer;
import io.sessmonitor.topology.MonitorMetrics;
import io.sessmonitor.topology.runtime.MonitorState;
import java.util.Locale;
import java.util.StringJoiner;

/** Where the monitor is, in one line: {@code running: 120 sent, 118 received; 110 scored, 2 missing; 6 in work}. */
final class StatusLine {

    private StatusLine() {}

    static String of(MonitorState state, MonitorMetrics metrics, SessScorer scorer, String alerts) {
        StringJoiner outcomes = new StringJoiner(", ");
        outcomes.setEmptyValue("no outcome yet");
        for (Outcome outcome : Outcome.values()) {
            long count = metrics.outcomes(outcome);
            if (count > 0) {
                outcomes.add(count + " " + outcome.name().toLowerCase(Locale.ROOT));
            }
        }
        return state.name().toLowerCase(Locale.ROOT) + ": " + metrics.sent() + " sent, " + metrics.received()
                + " received; " + outcomes + "; " + scorer.inFlight() + " in work"
                + (metrics.deadLetters() > 0 ? "; " + metrics.deadLetters() + " dead letters" : "")
                + (alerts.isEmpty() ? "" : "; alerts to " + alerts);
    }
}
