package io.sessmonitor.scorer;

import io.sessmonitor.scorer.decode.PictureDecoder;
import io.sessmonitor.scorer.decode.PictureException;
import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.explain.Explanation;
import io.sessmonitor.scorer.explain.ExplanationBuilder;
import io.sessmonitor.scorer.match.GraphMatcher;
import io.sessmonitor.scorer.match.MatchResult;
import io.sessmonitor.scorer.metric.Metric;
import io.sessmonitor.scorer.metric.MetricInput;
import io.sessmonitor.scorer.metric.MetricNote;
import io.sessmonitor.scorer.metric.Metrics;
import io.sessmonitor.scorer.scenegraph.SceneGraph;
import io.sessmonitor.scorer.scenegraph.StageTimes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores pairs on a pool of workers, each pair on one worker from its pictures to its outcome: decode, scene graphs,
 * match, explanation, metrics.
 *
 * <p>Threads: callers only count themselves in ({@link Admission}) and enqueue; all else runs on the workers, which
 * share the graph cache and the models. A pair counts as in work until its outcome is decided, just before it is told.
 */
final class StagedScorer implements SessScorer {

    /** Turns a picture into its scene graph. */
    interface GraphMaker {
        SceneGraph make(RgbImage picture, StageTimes times) throws InferenceException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(StagedScorer.class);
    private static final String CLOSED = "the scorer is closed";

    private static final double ROUNDING = 1e-12;

    /** Longest wait for the pairs that workers have begun, when closing. */
    private static final int CLOSE_SECONDS = 30;

    private final ScorerIdentity identity;
    private final PictureDecoder decoder;
    private final GraphMaker graphs;
    private final GraphMatcher matcher;
    private final ExplanationBuilder explanations;
    private final List<Metric> metrics;
    private final Runnable freeModels;
    private final GraphCache cache;
    private final Admission admission;
    private final ThreadPoolExecutor workers;

    /** @param freeModels run once, when no worker uses the models any more */
    StagedScorer(
            ScorerSettings settings,
            ScorerIdentity identity,
            GraphMaker graphs,
            GraphMatcher matcher,
            ExplanationBuilder explanations,
            List<Metric> metrics,
            Runnable freeModels) {
        this.identity = identity;
        this.decoder = new PictureDecoder(settings.decodeLimits());
        this.graphs = graphs;
        this.matcher = matcher;
        this.explanations = explanations;
        this.metrics = List.copyOf(metrics);
        this.freeModels = freeModels;
        this.cache = new GraphCache(settings.graphCache());
        this.admission = new Admission(settings.maxPairsInFlight(), settings.maxBytesInFlight());
        AtomicInteger number = new AtomicInteger();
        this.workers = new ThreadPoolExecutor(
                settings.threads(),
                settings.threads(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(settings.maxPairsInFlight()),
                work -> {
                    Thread worker = new Thread(work, "scorer-" + number.getAndIncrement());
                    worker.setDaemon(true);
                    return worker;
                });
    }

    /** Something for a worker, or what to do with it when the scorer closes first. */
    private record Work(Runnable work, Runnable refuse) implements Runnable {
        @Override
        public void run() {
            work.run();
        }
    }

    @Override
    public ScorerIdentity identity() {
        return identity;
    }

    @Override
    public Optional<CompletableFuture<ScoreOutcome>> offer(PicturePair pair) {
        if (!admission.fits(pair.bytes())) {
            return Optional.of(CompletableFuture.completedFuture(tooLarge(pair.bytes())));
        }
        return admission.tryEnter(pair.bytes()) ? Optional.of(enqueue(pair)) : Optional.empty();
    }

    @Override
    public ScoreOutcome score(PicturePair pair) throws InterruptedException {
        if (!admission.fits(pair.bytes())) {
            return tooLarge(pair.bytes());
        }
        if (!admission.enter(pair.bytes())) {
            return new ScoreOutcome.Failed(CLOSED);
        }
        try {
            return enqueue(pair).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an outcome never completes exceptionally", e);
        }
    }

    private static ScoreOutcome.Failed tooLarge(long bytes) {
        return new ScoreOutcome.Failed("the pair has " + bytes
                + " bytes, more than may be in work at once; raise the bound on bytes in flight");
    }

    /** Hands an admitted pair to the workers. */
    private CompletableFuture<ScoreOutcome> enqueue(PicturePair pair) {
        CompletableFuture<ScoreOutcome> outcome = new CompletableFuture<>();
        long since = System.nanoTime();
        execute(new Work(
                () -> finish(pair, outcome, outcome(pair, since)),
                () -> finish(pair, outcome, new ScoreOutcome.Failed(CLOSED))));
        return outcome;
    }

    private void finish(PicturePair pair, CompletableFuture<ScoreOutcome> outcome, ScoreOutcome value) {
        admission.leave(pair.bytes());
        outcome.complete(value);
    }

    private void execute(Work work) {
        try {
            workers.execute(work);
        } catch (RejectedExecutionException e) {
            // Closed since it was let in; there is always room in the queue for what is let in.
            work.refuse().run();
        }
    }

    @Override
    public SceneGraph graph(byte[] picture) throws PictureException, InterruptedException {
        if (!admission.fits(picture.length)) {
            throw new PictureException(
                    PictureException.Fault.TOO_MANY_BYTES,
                    tooLarge(picture.length).reason());
        }
        if (!admission.enter(picture.length)) {
            throw new IllegalStateException(CLOSED);
        }
        CompletableFuture<SceneGraph> result = new CompletableFuture<>();
        execute(new Work(() -> graph(picture, result), () -> {
            admission.leave(picture.length);
            result.completeExceptionally(new IllegalStateException(CLOSED));
        }));
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PictureException bad) {
                throw bad;
            }
            throw new IllegalStateException(
                    "the scene graph could not be made: " + e.getCause().getMessage(), e.getCause());
        }
    }

    private void graph(byte[] picture, CompletableFuture<SceneGraph> result) {
        SceneGraph graph = null;
        Throwable failure = null;
        try {
            graph = graphs.make(decoder.decode(picture), StageTimes.start());
        } catch (Throwable e) {
            // Whatever it is, the caller waits for it and gets it.
            failure = e;
        }
        admission.leave(picture.length);
        if (failure == null) {
            result.complete(graph);
        } else {
            result.completeExceptionally(failure);
        }
    }

    /** Scores a pair; whatever goes wrong becomes an outcome. */
    private ScoreOutcome outcome(PicturePair pair, long since) {
        StageTimes times = new StageTimes(System::nanoTime);
        long queued = System.nanoTime() - since;
        Side side = Side.SENT;
        try {
            RgbImage sent = decoder.decode(pair.sent());
            side = Side.RECEIVED;
            RgbImage received = decoder.decode(pair.received());
            times.lap("decode");
            return new ScoreOutcome.Scored(score(pair, sent, received, times, queued));
        } catch (PictureException e) {
            return new ScoreOutcome.Undecodable(side, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new ScoreOutcome.Failed(CLOSED);
        } catch (Throwable e) {
            // Errors too: a worker that died silently would leave its pair without an outcome.
            LOG.error("a pair of {} and {} bytes could not be scored", pair.sent().length, pair.received().length, e);
            return new ScoreOutcome.Failed("the scorer failed: " + e);
        }
    }

    private SessScore score(PicturePair pair, RgbImage sent, RgbImage received, StageTimes times, long queued)
            throws InferenceException, InterruptedException {
        ByteBuffer receivedKey = GraphCache.key(pair.received());
        GraphCache.Claim sentClaim = cache.claim(GraphCache.key(pair.sent()));
        GraphCache.Maker makeReceived = () -> graphs.make(received, times);
        SceneGraph receivedGraph = null;
        if (sentClaim.isBeingMade()) {
            // Another receiver's pair is at the sent picture: do the received one in the meantime.
            receivedGraph = cache.getOrMake(receivedKey, makeReceived);
        }
        SceneGraph sentGraph = cache.get(sentClaim, () -> graphs.make(sent, times));
        if (receivedGraph == null) {
            receivedGraph = cache.getOrMake(receivedKey, makeReceived);
        }
        times.lap("cache");
        MatchResult match = matcher.match(sentGraph.matchGraph(), receivedGraph.matchGraph());
        Explanation explanation = explanations.explain(sentGraph, receivedGraph, match);
        times.lap("match");
        MetricInput compared = MetricInput.of(sent, received, sentGraph, receivedGraph);
        Map<String, Double> values = Metrics.of(compared, metrics);
        Set<MetricNote> notes = metrics.isEmpty() ? Set.of() : compared.notes();
        times.lap("metrics");
        return new SessScore(
                published(match),
                match.raw(),
                match.graph(),
                match.image(),
                explanation,
                values,
                notes,
                micros(times, queued),
                identity);
    }

    /** Rounding leaves equal pictures some 1e-16 away from 1; the published score says 1, the raw one is left as it is. */
    private static double published(MatchResult match) {
        return match.score() > 1 - ROUNDING ? 1 : match.score();
    }

    private static Map<String, Long> micros(StageTimes times, long queued) {
        long graph = times.totalNanos()
                - times.nanos("decode")
                - times.nanos(StageTimes.NETWORK)
                - times.nanos("match")
                - times.nanos("metrics");
        Map<String, Long> micros = new LinkedHashMap<>();
        micros.put("queue", queued / 1000);
        micros.put("decode", times.nanos("decode") / 1000);
        micros.put("network", times.nanos(StageTimes.NETWORK) / 1000);
        micros.put("graph", graph / 1000);
        micros.put("match", times.nanos("match") / 1000);
        micros.put("metrics", times.nanos("metrics") / 1000);
        return micros;
    }

    @Override
    public int inFlight() {
        return admission.pairs();
    }

    boolean isClosed() {
        return workers.isShutdown();
    }

    @Override
    public void close() {
        admission.close();
        synchronized (workers) {
            if (workers.isShutdown()) {
                return;
            }
            workers.shutdown();
        }
        List<Runnable> waiting = new ArrayList<>();
        workers.getQueue().drainTo(waiting);
        waiting.forEach(work -> ((Work) work).refuse().run());
        awaitWorkers();
        freeModels.run();
    }

    private void awaitWorkers() {
        boolean interrupted = false;
        try {
            if (!workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("closing: a pair has been in work for more than {} s; it is left behind", CLOSE_SECONDS);
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            interrupted = true;
            workers.shutdownNow();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
