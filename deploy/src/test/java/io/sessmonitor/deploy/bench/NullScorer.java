package io.sessmonitor.deploy.bench;

import io.sessmonitor.scorer.PicturePair;
import io.sessmonitor.scorer.ScoreOutcome;
import io.sessmonitor.scorer.ScorerIdentity;
import io.sessmonitor.scorer.SessScore;
import io.sessmonitor.scorer.SessScorer;
import io.sessmonitor.scorer.explain.Explanation;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.scenegraph.SceneGraph;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;

/** Says 1 at once, so that what is left is the topology. */
final class NullScorer implements SessScorer {

    private static final ScorerIdentity IDENTITY =
            new ScorerIdentity(Profile.PAPER, "null", "1", "0".repeat(64), "cpu");
    private static final ScoreOutcome ONE = new ScoreOutcome.Scored(new SessScore(
            1,
            1,
            OptionalDouble.of(1),
            1,
            new Explanation(0, List.of(), List.of(), List.of()),
            Map.of(),
            Map.of(),
            IDENTITY));

    @Override
    public ScorerIdentity identity() {
        return IDENTITY;
    }

    @Override
    public Optional<CompletableFuture<ScoreOutcome>> offer(PicturePair pair) {
        return Optional.of(CompletableFuture.completedFuture(ONE));
    }

    @Override
    public ScoreOutcome score(PicturePair pair) {
        return ONE;
    }

    @Override
    public SceneGraph graph(byte[] picture) {
        throw new UnsupportedOperationException("the monitor never asks for a graph");
    }

    @Override
    public int inFlight() {
        return 0;
    }

    @Override
    public void close() {}
}
