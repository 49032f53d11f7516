package io.sessmonitor.deploy.demo;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import java.time.Instant;
import java.util.Map;

/** Outcomes for tests. */
final class Scores {

    private Scores() {}

    static FrameScore of(String receiver, long sequence, Outcome outcome) {
        return of("camera", receiver, sequence, outcome);
    }

    static FrameScore of(String stream, String receiver, long sequence, Outcome outcome) {
        return FrameScore.newBuilder()
                .setStream(stream)
                .setReceiver(receiver)
                .setSequence(sequence)
                .setCapturedAt(Instant.EPOCH)
                .setOutcome(outcome)
                .build();
    }

    static FrameScore scored(String receiver, long sequence, double score) {
        FrameScore scored = of(receiver, sequence, Outcome.SCORED);
        scored.setScore(score);
        scored.setMetrics(Map.of("psnr", 30.0));
        return scored;
    }
}
