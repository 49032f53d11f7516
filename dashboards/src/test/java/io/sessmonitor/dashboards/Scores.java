package io.sessmonitor.dashboards;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.ObjectFate;
import io.sessmonitor.schemas.ObjectShare;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.PictureSide;
import io.sessmonitor.schemas.ScoreExplanation;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Makes the frame scores that the tests here feed in. */
final class Scores {

    private Scores() {}

    static FrameScore scored(String receiver, long sequence, double score, String... lost) {
        FrameScore s = outcome(receiver, sequence, Outcome.SCORED, null);
        s.setScore(score);
        s.setMetrics(Map.of("psnr", 30.0));
        s.setExplanation(new ScoreExplanation(
                0.0,
                Arrays.stream(lost)
                        .map(name -> ObjectShare.newBuilder()
                                .setSide(PictureSide.SENT)
                                .setNode(0)
                                .setName(name)
                                .setFate(ObjectFate.LOST)
                                .setBox(List.of(0.0, 0.0, 1.0, 1.0))
                                .setArea(0.1)
                                .setImportance(0.1)
                                .setCost(0.05)
                                .build())
                        .toList(),
                List.of()));
        return s;
    }

    static FrameScore outcome(String receiver, long sequence, Outcome outcome, String reason) {
        return FrameScore.newBuilder()
                .setStream("cam0")
                .setReceiver(receiver)
                .setSequence(sequence)
                .setCapturedAt(Instant.EPOCH)
                .setOutcome(outcome)
                .setReason(reason)
                .build();
    }
}
