package io.sessmonitor.topology.runtime;

import io.sessmonitor.schemas.Alert;
import io.sessmonitor.schemas.AlertSeverity;
import io.sessmonitor.schemas.AlertState;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.LinkAggregate;
import io.sessmonitor.schemas.Outcome;
import java.time.Instant;
import java.util.List;

/** Records that are encoded at start, to learn whether that is possible, and never sent. */
final class SampleRecords {

    private SampleRecords() {}

    static FrameScore score() {
        return FrameScore.newBuilder()
                .setStream("check")
                .setReceiver("check")
                .setSequence(0)
                .setCapturedAt(Instant.EPOCH)
                .setOutcome(Outcome.MISSING)
                .build();
    }

    static Alert alert() {
        return Alert.newBuilder()
                .setRule("check")
                .setStream("check")
                .setReceiver("check")
                .setState(AlertState.RESOLVED)
                .setSeverity(AlertSeverity.INFO)
                .setSummary("check")
                .setThreshold(0)
                .setSince(Instant.EPOCH)
                .setAt(Instant.EPOCH)
                .build();
    }

    static LinkAggregate aggregate() {
        return LinkAggregate.newBuilder()
                .setStream("check")
                .setReceiver("check")
                .setWindowStart(Instant.EPOCH)
                .setWindowEnd(Instant.EPOCH.plusSeconds(1))
                .setWindowSize(1000)
                .setIsFinal(false)
                .setFrames(0)
                .setScored(0)
                .setMostLost(List.of())
                .build();
    }
}
