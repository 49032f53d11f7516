package io.sessmonitor.topology.runtime;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import java.time.Instant;

/** A score that is encoded at start, to learn whether that is possible, and never sent. */
final class SampleScore {

    private SampleScore() {}

    static FrameScore make() {
        return FrameScore.newBuilder()
                .setStream("check")
                .setReceiver("check")
                .setSequence(0)
                .setCapturedAt(Instant.EPOCH)
                .setOutcome(Outcome.MISSING)
                .build();
    }
}
