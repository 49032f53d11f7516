package io.sessmonitor.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessmonitor.scorer.decode.DecodeLimits;
import io.sessmonitor.scorer.decode.PictureException;
import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.explain.ExplanationBuilder;
import io.sessmonitor.scorer.match.GraphMatcher;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.match.SimilarityMap;
import io.sessmonitor.scorer.metric.MetricNote;
import io.sessmonitor.scorer.metric.Metrics;
import io.sessmonitor.scorer.scenegraph.RegionMask;
import io.sessmonitor.scorer.scenegraph.SceneGraph;
import io.sessmonitor.scorer.scenegraph.SceneObject;
import io.sessmonitor.scorer.scenegraph.StageTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scorer's own work, around a fake in place of the models: a picture's graph is one object with its first colour. */
class StagedScorerTest {

    private static final byte[][] PICTURES = new byte[8][];

    static {
        for (int i = 0; i < PICTURES.length; i++) {
            PICTURES[i] = TestPictures.png(TestPictures.shapes(i));
        }
    }

    private final FakeGraphs graphs = new FakeGraphs();
    private final AtomicInteger freed = new AtomicInteger();
    private final List<StagedScorer> scorers = new ArrayList<>();
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final List<Thread> interruptibleThreads = new ArrayList<>();

    @AfterEach
    void stop() {
        graphs.gate.release(1_000_000);
        callers.shutdownNow();
        scorers.forEach(StagedScorer::close);
    }

    @Test
    void equal_pictures_score_exactly_one_and_are_looked_at_once() throws Exception {
        SessScore score = scored(open(2, 8, 8).score(pair(1, 1)));

        assertThat(score.score()).isEqualTo(1);
        assertThat(score.metrics()).containsEntry("psnr", 100.0).containsEntry("mse", 0.0);
        assertThat(score.timingsMicros()).containsOnlyKeys("queue", "decode", "network", "graph", "match", "metrics");
        assertThat(graphs.made.values()).containsExactly(1);
    }

    @Test
    void only_the_metrics_asked_for_are_computed() throws Exception {
        for (List<String> asked : List.of(List.<String>of(), List.of("embedding"), List.of("ssim", "mse"))) {
            SessScore score = scored(open(new ScorerSettings(
                            "lite", Profile.PAPER, "cpu", 1, 8, 1 << 30, 1, Duration.ZERO, 8, limits(), asked))
                    .score(pair(1, 1)));

            assertThat(score.metrics()).containsOnlyKeys(asked);
            assertThat(score.metricNotes()).isEqualTo(asked.isEmpty() ? Set.of() : Set.of(MetricNote.IDENTICAL));
        }
    }

    @Test
    void outcomes_do_not_depend_on_what_else_is_in_work() throws Exception {
        Map<List<Integer>, Double> alone = new HashMap<>();
        StagedScorer sequential = open(1, 1, 0);
        for (int i = 0; i < PICTURES.length; i++) {
            for (int j = 0; j < PICTURES.length; j++) {
                alone.put(List.of(i, j), scored(sequential.score(pair(i, j))).raw());
            }
        }
        StagedScorer scorer = open(4, 4, 3);
        List<Future<?>> work = new ArrayList<>();
        for (int caller = 0; caller < 8; caller++) {
            int shift = caller;
            work.add(callers.submit(() -> {
                for (int i = 0; i < PICTURES.length; i++) {
                    for (int j = 0; j < PICTURES.length; j++) {
                        int received = (j + shift) % PICTURES.length;
                        assertThat(scored(scorer.score(pair(i, received))).raw())
                                .isEqualTo(alone.get(List.of(i, received)));
                    }
                }
                return null;
            }));
        }
        for (Future<?> caller : work) {
            caller.get();
        }
        assertThat(scorer.inFlight()).isZero();
    }

    @Test
    void no_more_pairs_are_taken_than_the_bound() throws Exception {
        graphs.close();
        StagedScorer scorer = open(2, 3, 8);
        List<CompletableFuture<ScoreOutcome>> taken = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            taken.add(scorer.offer(pair(i, i)).orElseThrow());
        }

        assertThat(scorer.offer(pair(4, 5))).isEmpty();
        assertThat(scorer.inFlight()).isEqualTo(3);
        graphs.open();
        for (CompletableFuture<ScoreOutcome> outcome : taken) {
            assertThat(outcome.get()).isInstanceOf(ScoreOutcome.Scored.class);
        }
        assertThat(scorer.inFlight()).isZero();
        assertThat(scorer.offer(pair(4, 5))).isPresent();
    }

    @Test
    void no_more_bytes_are_taken_than_the_bound() {
        graphs.close();
        PicturePair pair = pair(1, 2);
        StagedScorer scorer = open(new ScorerSettings(
                "lite", Profile.PAPER, "cpu", 1, 100, 3 * pair.bytes() - 1, 1, Duration.ZERO, 8, limits()));

        assertThat(scorer.offer(pair)).isPresent();
        assertThat(scorer.offer(pair)).isPresent();
        assertThat(scorer.offer(pair)).isEmpty();
        assertThat(scorer.offer(new PicturePair(new byte[0], new byte[0]))).isPresent();
    }

    @Test
    void a_pair_that_could_never_be_taken_fails_at_once() throws Exception {
        StagedScorer scorer =
                open(new ScorerSettings("lite", Profile.PAPER, "cpu", 1, 100, 1000, 1, Duration.ZERO, 8, limits()));
        PicturePair large = new PicturePair(new byte[600], new byte[401]);
        ScoreOutcome expected = new ScoreOutcome.Failed(
                "the pair has 1001 bytes, more than may be in work at once; raise the bound on bytes in flight");

        assertThat(scorer.offer(large).orElseThrow().get()).isEqualTo(expected);
        assertThat(scorer.score(large)).isEqualTo(expected);
    }

    @Test
    void bounds_hold_when_many_threads_offer() throws Exception {
        StagedScorer scorer = open(3, 5, 4);
        AtomicInteger most = new AtomicInteger();
        AtomicInteger scoredPairs = new AtomicInteger();
        List<Future<?>> work = new ArrayList<>();
        for (int caller = 0; caller < 6; caller++) {
            int first = caller;
            work.add(callers.submit(() -> {
                for (int i = 0; i < 40; i++) {
                    PicturePair pair = pair((first + i) % 8, i % 8);
                    Optional<CompletableFuture<ScoreOutcome>> outcome = scorer.offer(pair);
                    while (outcome.isEmpty()) {
                        Thread.onSpinWait();
                        outcome = scorer.offer(pair);
                    }
                    most.accumulateAndGet(scorer.inFlight(), Math::max);
                    outcome.get().thenAccept(o -> scoredPairs.incrementAndGet());
                }
                return null;
            }));
        }
        for (Future<?> caller : work) {
            caller.get();
        }
        Awaitility.await().until(() -> scoredPairs.get() == 240);

        assertThat(most.get()).isBetween(1, 5);
        assertThat(graphs.mostAtOnce.get()).isBetween(1, 3);
        assertThat(scorer.inFlight()).isZero();
    }

    @Test
    void a_picture_that_cannot_be_decoded_is_named_by_its_side() throws Exception {
        StagedScorer scorer = open(1, 8, 8);
        byte[] bad = {1, 2, 3};
        String reason = "the picture is neither JPEG nor PNG nor WebP: it starts with the bytes 01 02 03";

        assertThat(scorer.score(new PicturePair(bad, PICTURES[0])))
                .isEqualTo(new ScoreOutcome.Undecodable(Side.SENT, reason));
        assertThat(scorer.score(new PicturePair(PICTURES[0], bad)))
                .isEqualTo(new ScoreOutcome.Undecodable(Side.RECEIVED, reason));
        assertThat(scorer.score(new PicturePair(bad, new byte[0])))
                .isEqualTo(new ScoreOutcome.Undecodable(Side.SENT, reason));
        assertThat(scorer.score(new PicturePair(PICTURES[0], new byte[0])))
                .isEqualTo(new ScoreOutcome.Undecodable(Side.RECEIVED, "the picture is empty: 0 bytes"));
        assertThatThrownBy(() -> scorer.graph(bad))
                .isInstanceOf(PictureException.class)
                .hasMessage(reason);
        assertThat(graphs.made).isEmpty();
    }

    @Test
    void a_failure_hits_its_own_pair_only() throws Exception {
        StagedScorer scorer = open(1, 8, 8);
        graphs.failures.put(colour(2), new InferenceException("network lite failed: no memory"));
        graphs.failures.put(colour(3), new IllegalStateException("a bug"));
        graphs.failures.put(colour(4), new StackOverflowError());

        assertThat(scorer.score(pair(2, 0)))
                .isEqualTo(
                        new ScoreOutcome.Failed(
                                "the scorer failed: io.sessmonitor.scorer.engine.InferenceException: network lite failed: no memory"));
        assertThat(scorer.score(pair(0, 3)))
                .isEqualTo(new ScoreOutcome.Failed("the scorer failed: java.lang.IllegalStateException: a bug"));
        assertThat(scorer.score(pair(4, 0))).isInstanceOf(ScoreOutcome.Failed.class);
        assertThatThrownBy(() -> scorer.graph(PICTURES[3]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the scene graph could not be made: a bug");
        assertThat(scorer.score(pair(0, 1))).isInstanceOf(ScoreOutcome.Scored.class);
        assertThat(scorer.inFlight()).isZero();

        graphs.failures.clear();
        assertThat(scorer.score(pair(2, 0))).isInstanceOf(ScoreOutcome.Scored.class);
    }

    @Test
    void a_sent_picture_with_many_receivers_is_looked_at_once() throws Exception {
        graphs.close();
        StagedScorer scorer = open(3, 8, 8);
        List<CompletableFuture<ScoreOutcome>> outcomes = new ArrayList<>();
        for (int receiver = 1; receiver <= 3; receiver++) {
            outcomes.add(scorer.offer(pair(0, receiver)).orElseThrow());
        }
        Awaitility.await().until(() -> graphs.waiting.get() == 3);
        graphs.open();
        for (CompletableFuture<ScoreOutcome> outcome : outcomes) {
            scored(outcome.get());
        }

        assertThat(graphs.made).containsOnlyKeys(colour(0), colour(1), colour(2), colour(3));
        assertThat(graphs.made.values()).containsOnly(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8})
    void as_many_graphs_of_sent_pictures_are_kept_as_the_settings_say(int kept) throws Exception {
        StagedScorer scorer = open(1, 8, kept);
        for (int round = 0; round < 2; round++) {
            scorer.score(pair(0, 5));
            scorer.score(pair(1, 5));
            scorer.score(pair(1, 6));
        }

        int ofFirst = kept < 8 ? 2 : 1;
        int ofSecond = kept == 0 ? 4 : kept == 1 ? 2 : 1;
        assertThat(graphs.made)
                .containsEntry(colour(0), ofFirst)
                .containsEntry(colour(1), ofSecond)
                .containsEntry(colour(5), 4);
    }

    @Test
    void closing_finishes_what_is_begun_and_fails_what_waits() throws Exception {
        graphs.close();
        StagedScorer scorer = open(1, 8, 8);
        CompletableFuture<ScoreOutcome> begun = scorer.offer(pair(0, 0)).orElseThrow();
        Awaitility.await().until(() -> graphs.waiting.get() == 1);
        CompletableFuture<ScoreOutcome> waiting = scorer.offer(pair(1, 1)).orElseThrow();
        Future<?> closing = callers.submit(scorer::close);

        assertThat(waiting.get()).isEqualTo(new ScoreOutcome.Failed("the scorer is closed"));
        assertThat(freed.get()).isZero();
        graphs.open();
        assertThat(begun.get()).isInstanceOf(ScoreOutcome.Scored.class);
        closing.get();
        scorer.close();
        assertThat(freed.get()).isEqualTo(1);
        assertThat(scorer.inFlight()).isZero();
        assertThat(scorer.offer(pair(0, 0))).isEmpty();
        assertThat(scorer.score(pair(0, 0))).isEqualTo(new ScoreOutcome.Failed("the scorer is closed"));
        assertThatThrownBy(() -> scorer.graph(PICTURES[0]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the scorer is closed");
    }

    @Test
    void closing_under_load_leaves_no_pair_without_an_outcome() throws Exception {
        StagedScorer scorer = open(2, 6, 4);
        CountDownLatch busy = new CountDownLatch(40);
        List<Future<List<CompletableFuture<ScoreOutcome>>>> work = new ArrayList<>();
        for (int caller = 0; caller < 4; caller++) {
            work.add(callers.submit(() -> {
                List<CompletableFuture<ScoreOutcome>> taken = new ArrayList<>();
                while (!scorer.isClosed()) {
                    scorer.offer(pair(taken.size() % 8, 1)).ifPresent(taken::add);
                    busy.countDown();
                }
                return taken;
            }));
        }
        busy.await();
        scorer.close();

        for (Future<List<CompletableFuture<ScoreOutcome>>> caller : work) {
            for (CompletableFuture<ScoreOutcome> outcome : caller.get()) {
                assertThat(outcome).isDone();
                assertThat(outcome.get()).isNotInstanceOf(ScoreOutcome.Undecodable.class);
            }
        }
        assertThat(scorer.inFlight()).isZero();
        assertThat(freed.get()).isEqualTo(1);
    }

    @Test
    void an_interrupted_caller_stops_waiting_and_nothing_is_left_behind() throws Exception {
        graphs.close();
        StagedScorer scorer = open(1, 1, 8);
        CompletableFuture<Throwable> first = interruptible(() -> scorer.score(pair(0, 1)));
        Awaitility.await().until(() -> graphs.waiting.get() == 1);
        CompletableFuture<Throwable> second = interruptible(() -> scorer.graph(PICTURES[0]));
        interruptibleThreads.forEach(Thread::interrupt);

        assertThat(first.get()).isInstanceOf(InterruptedException.class);
        assertThat(second.get()).isInstanceOf(InterruptedException.class);
        assertThat(scorer.inFlight()).isEqualTo(1);
        graphs.open();
        Awaitility.await().until(() -> scorer.inFlight() == 0);
        assertThat(scorer.score(pair(0, 1))).isInstanceOf(ScoreOutcome.Scored.class);
    }

    private CompletableFuture<Throwable> interruptible(Callable<?> call) {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                call.call();
                thrown.complete(null);
            } catch (Throwable e) {
                thrown.complete(e);
            }
        });
        thread.start();
        interruptibleThreads.add(thread);
        return thrown;
    }

    private StagedScorer open(int threads, int maxPairs, int graphCache) {
        return open(new ScorerSettings(
                "lite", Profile.PAPER, "cpu", threads, maxPairs, 1 << 30, 1, Duration.ZERO, graphCache, limits()));
    }

    private StagedScorer open(ScorerSettings settings) {
        StagedScorer scorer = new StagedScorer(
                settings,
                new ScorerIdentity(Profile.PAPER, "fake", "1", "00", "cpu"),
                graphs,
                new GraphMatcher(Profile.PAPER, new double[][] {{1}}, SimilarityMap.PLAIN),
                new ExplanationBuilder(.6, List.of("on")),
                Metrics.named(settings.metrics(), List.of()),
                freed::incrementAndGet);
        scorers.add(scorer);
        return scorer;
    }

    private static DecodeLimits limits() {
        return DecodeLimits.defaults();
    }

    private static PicturePair pair(int sent, int received) {
        return new PicturePair(PICTURES[sent], PICTURES[received]);
    }

    private static SessScore scored(ScoreOutcome outcome) {
        assertThat(outcome).isInstanceOf(ScoreOutcome.Scored.class);
        return ((ScoreOutcome.Scored) outcome).score();
    }

    /** The first colour of a picture, by which the fake knows it. */
    private static int colour(int picture) {
        return TestPictures.shapes(picture).getRGB(0, 0) & 0xffffff;
    }

    private static final class FakeGraphs implements StagedScorer.GraphMaker {

        final Map<Integer, Integer> made = new ConcurrentHashMap<>();
        final Map<Integer, Throwable> failures = new ConcurrentHashMap<>();
        final Semaphore gate = new Semaphore(1_000_000);
        final AtomicInteger waiting = new AtomicInteger();
        final AtomicInteger atOnce = new AtomicInteger();
        final AtomicInteger mostAtOnce = new AtomicInteger();

        void close() {
            gate.drainPermits();
        }

        void open() {
            gate.release(1_000_000);
        }

        @Override
        public SceneGraph make(RgbImage picture, StageTimes times) throws InferenceException {
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            waiting.incrementAndGet();
            gate.acquireUninterruptibly();
            waiting.decrementAndGet();
            byte[] rgb = picture.rgb();
            int colour = (rgb[0] & 0xff) << 16 | (rgb[1] & 0xff) << 8 | rgb[2] & 0xff;
            made.merge(colour, 1, Integer::sum);
            atOnce.decrementAndGet();
            fail(failures.get(colour));
            double angle = colour / (double) (1 << 24);
            double[] embedding = {Math.cos(angle), Math.sin(angle)};
            BitSet all = new BitSet();
            all.set(0);
            SceneObject object = new SceneObject(
                    new RegionMask(1, 1, all), 1, .5, .5, new double[] {0, 0, 1, 1}, 1, 1, embedding, Optional.empty());
            return new SceneGraph(picture.width(), picture.height(), List.of(object), List.of(), embedding);
        }

        private static void fail(Throwable failure) throws InferenceException {
            if (failure instanceof InferenceException e) {
                throw e;
            } else if (failure instanceof RuntimeException e) {
                throw e;
            } else if (failure instanceof Error e) {
                throw e;
            }
        }
    }
}
