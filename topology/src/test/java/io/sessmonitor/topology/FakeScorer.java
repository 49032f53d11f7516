package io.sessmonitor.topology;

import io.sessmonitor.scorer.PicturePair;
import io.sessmonitor.scorer.ScoreOutcome;
import io.sessmonitor.scorer.ScorerIdentity;
import io.sessmonitor.scorer.SessScore;
import io.sessmonitor.scorer.SessScorer;
import io.sessmonitor.scorer.explain.Explanation;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.scenegraph.SceneGraph;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Answers at once, or when told to, or never; full when told to be. */
final class FakeScorer implements SessScorer {

    static final ScorerIdentity IDENTITY = new ScorerIdentity(
            Profile.PAPER,
            "fake",
            "1",
            "ab",
            "cpu",
            Map.of("lpips", new ScorerIdentity.MetricBundle("alex", "3", "cd")),
            Optional.of("0123456789ab"));

    /** A pair in hand. */
    record Handed(PicturePair pair, CompletableFuture<ScoreOutcome> answer) {}

    private final List<Handed> inHand = new ArrayList<>();
    private final List<PicturePair> offered = new ArrayList<>();
    private Function<PicturePair, ScoreOutcome> answers = pair -> scored(.5);
    private boolean atOnce = true;
    private int capacity = Integer.MAX_VALUE;

    static ScoreOutcome scored(double score) {
        return scored(score, 7);
    }

    /** A score that took so long. */
    static ScoreOutcome scored(double score, long micros) {
        return new ScoreOutcome.Scored(new SessScore(
                score,
                score,
                OptionalDouble.of(score),
                score,
                new Explanation(1 - score, List.of(), List.of(), List.of()),
                Map.of("psnr", 30.0),
                Map.of("match", micros),
                IDENTITY));
    }

    FakeScorer answering(Function<PicturePair, ScoreOutcome> by) {
        answers = by;
        return this;
    }

    FakeScorer byHand() {
        atOnce = false;
        return this;
    }

    FakeScorer atOnce() {
        atOnce = true;
        return this;
    }

    FakeScorer capacity(int pairs) {
        capacity = pairs;
        return this;
    }

    /** Answers everything in hand. */
    void answerAll() {
        while (!inHand.isEmpty()) {
            answer(0);
        }
    }

    void answer(int index) {
        Handed handed = inHand.remove(index);
        handed.answer().complete(answers.apply(handed.pair()));
    }

    /** Answers with an exception, against the contract. */
    void fail(int index, RuntimeException with) {
        inHand.remove(index).answer().completeExceptionally(with);
    }

    /** Everything that was ever accepted, as the texts in the sent pictures. */
    List<String> accepted() {
        return offered.stream()
                .map(pair -> new String(pair.sent(), StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public ScorerIdentity identity() {
        return IDENTITY;
    }

    @Override
    public Optional<CompletableFuture<ScoreOutcome>> offer(PicturePair pair) {
        if (inHand.size() >= capacity) {
            return Optional.empty();
        }
        offered.add(pair);
        if (atOnce) {
            return Optional.of(CompletableFuture.completedFuture(answers.apply(pair)));
        }
        CompletableFuture<ScoreOutcome> answer = new CompletableFuture<>();
        inHand.add(new Handed(pair, answer));
        return Optional.of(answer);
    }

    @Override
    public ScoreOutcome score(PicturePair pair) {
        return answers.apply(pair);
    }

    @Override
    public SceneGraph graph(byte[] picture) {
        throw new UnsupportedOperationException("not needed here");
    }

    @Override
    public int inFlight() {
        return inHand.size();
    }

    @Override
    public void close() {}
}
