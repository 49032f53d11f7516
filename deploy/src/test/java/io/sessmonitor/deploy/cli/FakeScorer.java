package io.sessmonitor.deploy.cli;

import io.sessmonitor.scorer.PicturePair;
import io.sessmonitor.scorer.ScoreOutcome;
import io.sessmonitor.scorer.ScorerIdentity;
import io.sessmonitor.scorer.SessScore;
import io.sessmonitor.scorer.SessScorer;
import io.sessmonitor.scorer.Side;
import io.sessmonitor.scorer.decode.PictureException;
import io.sessmonitor.scorer.explain.Explanation;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.scenegraph.SceneGraph;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;

/**
 * A scorer whose "pictures" are texts: "score 0.7" is scored so (the received one counts), "broken" cannot be decoded,
 * "crash" makes the scorer fail. It takes two pairs at a time and finishes the one that came last first.
 */
final class FakeScorer implements SessScorer {

    static final ScorerIdentity IDENTITY = new ScorerIdentity(Profile.PAPER, "lite", "1", "ab".repeat(32), "cpu");

    private record Work(PicturePair pair, CompletableFuture<ScoreOutcome> outcome) {}

    private final Deque<Work> work = new ArrayDeque<>();
    private Explanation explanation = Explanations.nothingLost();

    FakeScorer explaining(Explanation reasons) {
        explanation = reasons;
        return this;
    }

    @Override
    public ScorerIdentity identity() {
        return IDENTITY;
    }

    @Override
    public Optional<CompletableFuture<ScoreOutcome>> offer(PicturePair pair) {
        if (work.size() == 2) {
            while (!work.isEmpty()) {
                Work last = work.removeLast();
                last.outcome().complete(score(last.pair()));
            }
            return Optional.empty();
        }
        CompletableFuture<ScoreOutcome> outcome = new CompletableFuture<>() {
            @Override
            public ScoreOutcome get() {
                if (!isDone()) {
                    complete(score(pair));
                    work.removeIf(w -> w.outcome() == this);
                }
                return join();
            }
        };
        work.addLast(new Work(pair, outcome));
        return Optional.of(outcome);
    }

    @Override
    public ScoreOutcome score(PicturePair pair) {
        String sent = new String(pair.sent(), StandardCharsets.UTF_8);
        String received = new String(pair.received(), StandardCharsets.UTF_8);
        if (!sent.startsWith("score")) {
            return new ScoreOutcome.Undecodable(Side.SENT, "not a JPEG, PNG or WebP file");
        }
        if (received.equals("crash")) {
            return new ScoreOutcome.Failed("the network failed");
        }
        if (!received.startsWith("score ")) {
            return new ScoreOutcome.Undecodable(Side.RECEIVED, "not a JPEG, PNG or WebP file");
        }
        double score = Double.parseDouble(received.substring("score ".length()));
        return new ScoreOutcome.Scored(new SessScore(
                score,
                score,
                OptionalDouble.of(score),
                score,
                explanation,
                Map.of("psnr", 30 * score),
                Map.of("match", 1000L),
                IDENTITY));
    }

    @Override
    public SceneGraph graph(byte[] picture) throws PictureException {
        throw new PictureException(PictureException.Fault.UNKNOWN_FORMAT, "not a JPEG, PNG or WebP file");
    }

    @Override
    public int inFlight() {
        return work.size();
    }

    @Override
    public void close() {
        work.clear();
    }
}
