package io.sessmonitor.deploy.it;

import io.sessmonitor.scorer.PicturePair;
import io.sessmonitor.scorer.ScoreOutcome;
import io.sessmonitor.scorer.ScorerIdentity;
import io.sessmonitor.scorer.SessScore;
import io.sessmonitor.scorer.SessScorer;
import io.sessmonitor.scorer.explain.Explanation;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.scenegraph.SceneGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Scores by comparing bytes, each pair after a time that its bytes decide, so that pairs overtake each other. */
final class FakeScorer implements SessScorer {

    static final int MAX_IN_FLIGHT = 8;

    private static final int MAX_MILLIS = 40;

    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger inFlight = new AtomicInteger();
    /** These two belong to the worker's thread. */
    private final List<Runnable> heldBack = new ArrayList<>();

    private boolean holding;

    @Override
    public ScorerIdentity identity() {
        return new ScorerIdentity(Profile.PAPER, "fake", "1", "0".repeat(64), "cpu");
    }

    @Override
    public Optional<CompletableFuture<ScoreOutcome>> offer(PicturePair pair) {
        if (inFlight.getAndUpdate(now -> Math.min(now + 1, MAX_IN_FLIGHT)) == MAX_IN_FLIGHT) {
            return Optional.empty();
        }
        CompletableFuture<ScoreOutcome> outcome = new CompletableFuture<>();
        long millis = Math.floorMod(Arrays.hashCode(pair.received()), MAX_MILLIS);
        Runnable answer = () -> {
            inFlight.decrementAndGet();
            outcome.complete(score(pair));
        };
        worker.schedule(
                () -> {
                    if (holding) {
                        heldBack.add(answer);
                    } else {
                        answer.run();
                    }
                },
                millis,
                TimeUnit.MILLISECONDS);
        return Optional.of(outcome);
    }

    /** Answers nothing more, so that soon it is full. */
    void hold() {
        worker.execute(() -> holding = true);
    }

    /** Answers what it has held back, and goes on. */
    void release() {
        worker.execute(() -> {
            holding = false;
            heldBack.forEach(Runnable::run);
            heldBack.clear();
        });
    }

    boolean isFull() {
        return inFlight.get() == MAX_IN_FLIGHT;
    }

    @Override
    public ScoreOutcome score(PicturePair pair) {
        double score = Arrays.equals(pair.sent(), pair.received()) ? 1 : 0.5;
        return new ScoreOutcome.Scored(new SessScore(
                score,
                score,
                OptionalDouble.of(score),
                score,
                new Explanation(1 - score, List.of(), List.of(), List.of()),
                Map.of(),
                Map.of(),
                identity()));
    }

    @Override
    public SceneGraph graph(byte[] picture) {
        throw new UnsupportedOperationException("the monitor never asks for a graph");
    }

    @Override
    public int inFlight() {
        return inFlight.get();
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
