package io.sessmonitor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.scorer.ScoreOutcome;
import io.sessmonitor.scorer.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code scoring.overload: sample} in virtual time: links that send at fixed rates, and a scorer that does so many pairs a
 * second, one after the other.
 */
class OverloadTest {

    private static final int STEP = 10;
    private static final int MAX_LATENCY = 1000;

    private MonitorBench bench = bench();
    /** Pairs a second that each stream sends, by its name. */
    private final Map<String, Double> rates = new TreeMap<>();
    /** Pairs a second that the scorer does. */
    private double pace;

    private final Map<String, Double> owed = new HashMap<>();
    private final Map<String, Integer> piped = new HashMap<>();
    private double done;
    private final Map<String, Long> pairedAt = new HashMap<>();
    /** Outcomes of each stream in the order of its frames. */
    private final Map<String, TreeMap<Long, Outcome>> outcomes = new TreeMap<>();

    private final List<String> reasons = new ArrayList<>();
    private long slowest;

    private static MonitorBench bench(String... settings) {
        MonitorBench made = new MonitorBench(Stream.concat(
                        Stream.of(
                                "scoring.overload",
                                "sample",
                                "scoring.max-latency",
                                MAX_LATENCY + "ms",
                                "windows.enabled",
                                "false",
                                "pairing.wait",
                                "10s"),
                        Stream.of(settings))
                .toArray(String[]::new));
        made.scorer.byHand().capacity(64);
        made.whileResting = () -> {
            throw new AssertionError("nobody rests when sampling");
        };
        return made;
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void with(String... settings) {
        bench.close();
        bench = bench(settings);
    }

    private void run(int millis) {
        for (int at = 0; at < millis; at += STEP) {
            rates.forEach((stream, rate) -> {
                double due = owed.merge(stream, rate * STEP / 1000, Double::sum);
                for (; due >= 1; due--) {
                    String frame = stream + "/" + (piped.merge(stream, 1, Integer::sum) - 1);
                    bench.sent(frame);
                    bench.received(frame, "rx1");
                    pairedAt.put(frame, bench.now());
                }
                owed.put(stream, due);
            });
            done = Math.min(done + pace * STEP / 1000, 1 + pace * STEP / 1000);
            for (; done >= 1 && bench.scorer.inFlight() > 0; done--) {
                bench.scorer.answer(0);
            }
            bench.tick(STEP);
            collect();
        }
    }

    private void collect() {
        for (FrameScore score : bench.scores()) {
            String frame = score.getStream() + "/" + score.getSequence();
            assertThat(outcomes.computeIfAbsent(score.getStream(), stream -> new TreeMap<>())
                            .put(score.getSequence(), score.getOutcome()))
                    .as("an outcome of " + frame + " before")
                    .isNull();
            slowest = Math.max(slowest, bench.now() - pairedAt.get(frame));
            if (score.getOutcome() == Outcome.SKIPPED) {
                reasons.add(score.getReason());
            }
        }
    }

    private void drain() {
        rates.clear();
        bench.scorer.capacity(64).atOnce();
        bench.scorer.answerAll();
        run(4 * MAX_LATENCY);
        piped.forEach(
                (stream, count) -> assertThat(outcomes.get(stream)).as(stream).hasSize(count));
        assertThat(bench.stored(StoreNames.WAITING_PAIRS)).isZero();
    }

    /** The longest latency, exact to the task's ticks and the scorer's work on one pair. */
    private long bound() {
        return MAX_LATENCY + 2 * STEP + (long) (1000 / pace);
    }

    private long count(String stream, Outcome outcome) {
        return outcomes.get(stream).values().stream()
                .filter(each -> each == outcome)
                .count();
    }

    /** Steps from one scored frame of a stream to the next, without the first and the last {@code margin} frames. */
    private List<Integer> steps(String stream, int margin) {
        List<Outcome> all = List.copyOf(outcomes.get(stream).values());
        List<Integer> steps = new ArrayList<>();
        int last = -1;
        for (int i = margin; i < all.size() - margin; i++) {
            if (all.get(i) == Outcome.SCORED) {
                if (last >= 0) {
                    steps.add(i - last);
                }
                last = i;
            }
        }
        return steps;
    }

    @Test
    void a_scorer_that_keeps_up_scores_everything() {
        rates.put("cam0", 20.0);
        rates.put("cam1", 3.0);
        pace = 30;
        run(10_000);
        drain();
        assertThat(reasons).isEmpty();
    }

    @Test
    void a_short_burst_is_waited_for_and_not_skipped() {
        pace = 100;
        rates.put("cam0", 20.0);
        run(2000);
        rates.put("cam0", 500.0);
        run(100);
        rates.put("cam0", 20.0);
        run(2000);
        drain();
        assertThat(reasons).isEmpty();
    }

    @Test
    void a_fast_link_is_thinned_regularly_and_a_slow_one_not_at_all() {
        rates.put("fast", 100.0);
        rates.put("slow", 4.0);
        pace = 24;
        run(20_000);
        assertThat(slowest).isLessThanOrEqualTo(bound());
        assertThat(count("slow", Outcome.SCORED)).isEqualTo(outcomes.get("slow").size());
        // 20 a second are left for it: one in five.
        assertThat(steps("fast", 300))
                .hasSizeGreaterThan(200)
                .allSatisfy(step -> assertThat(step).isBetween(3, 8));
        assertThat(reasons).isNotEmpty().allMatch(reason -> reason.startsWith("overload: "));
        drain();
    }

    @Test
    void equal_links_lose_equally() {
        for (int i = 0; i < 8; i++) {
            rates.put("cam" + i, 10.0);
        }
        pace = 20;
        run(20_000);
        assertThat(slowest).isLessThanOrEqualTo(bound());
        assertThat(rates.keySet())
                .allSatisfy(stream -> assertThat(count(stream, Outcome.SCORED)).isBetween(47L, 56L));
        drain();
    }

    @Test
    void a_scorer_that_hangs_holds_nothing_up() {
        with("scoring.timeout", "3s");
        rates.put("cam0", 50.0);
        pace = 0;
        run(10_000);
        assertThat(count("cam0", Outcome.SKIPPED)).isGreaterThan(400);
        assertThat(outcomes.get("cam0")).containsValue(Outcome.FAILED);
        assertThat(bench.stored(StoreNames.WAITING_PAIRS)).isLessThan(80);
        drain();
    }

    @Test
    void a_restart_in_the_middle_loses_and_doubles_nothing() {
        rates.put("cam0", 60.0);
        rates.put("cam1", 2.0);
        pace = 10;
        for (int i = 0; i < 10; i++) {
            run(700);
            bench.restart();
        }
        drain();
    }

    @Test
    void what_waits_is_bounded_in_pairs() {
        with("scoring.max-pairs", "5", "scoring.max-latency", "1h");
        bench.scorer.capacity(0);
        rates.put("cam0", 100.0);
        run(1000);
        assertThat(bench.stored(StoreNames.WAITING_PAIRS)).isEqualTo(5);
        assertThat(outcomes.get("cam0")).hasSize(95);
        assertThat(reasons).containsOnly("overload: more than scoring.max-pairs, 5, waited");
        drain();
    }

    @Test
    void what_waits_is_bounded_in_bytes_and_the_link_with_the_larger_pictures_gives_way() {
        with("scoring.max-bytes", "140", "scoring.max-latency", "1h");
        bench.scorer.capacity(0);
        // Pictures are their frames' names here.
        rates.put("s", 20.0);
        rates.put("a-stream-with-a-name-that-is-long", 20.0);
        run(300);
        assertThat(outcomes).containsOnlyKeys("a-stream-with-a-name-that-is-long");
        assertThat(reasons).isNotEmpty().containsOnly("overload: more than scoring.max-bytes, 140, waited");
        drain();
    }

    @Test
    void a_pair_that_waited_too_long_says_so_though_few_wait() {
        bench.scorer.capacity(0);
        rates.put("cam0", 2.0);
        run(3000);
        assertThat(reasons)
                .isNotEmpty()
                .containsOnly("overload: it had waited for 500 ms, half of scoring.max-latency");
        assertThat(slowest).isBetween(500L, 500L + 2 * STEP);
        drain();
    }

    @Test
    void what_cannot_be_scored_is_not_skipped_for_it() {
        bench.scorer.answering(pair -> new ScoreOutcome.Undecodable(Side.SENT, "not a picture"));
        rates.put("cam0", 10.0);
        pace = 50;
        run(2000);
        drain();
        assertThat(outcomes.get("cam0").values()).containsOnly(Outcome.UNDECODABLE);
    }

    /** The law: under any steady load there is one outcome each, in time, links within their share lose nothing. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void latency_holds_and_each_link_gets_its_even_share(long seed) {
        Random random = new Random(seed);
        int links = 1 + random.nextInt(6);
        for (int i = 0; i < links; i++) {
            rates.put("cam" + i, Math.exp(random.nextDouble() * Math.log(100)));
        }
        Map<String, Double> offered = Map.copyOf(rates);
        pace = 8 + 40 * random.nextDouble();
        run(20_000);
        assertThat(slowest).isLessThanOrEqualTo(bound());
        double total = offered.values().stream().mapToDouble(rate -> rate).sum();
        offered.forEach((stream, rate) -> {
            double share = share(offered, rate);
            long scored = count(stream, Outcome.SCORED);
            String what = stream + " at " + rate + " of " + total + ", pace " + pace;
            if (rate <= pace / links * .8) {
                assertThat(count(stream, Outcome.SKIPPED)).as(what).isZero();
            } else {
                double step = rate / share;
                assertThat(scored).as(what).isBetween((long) (18 * share * .85 - 2), (long) (20 * share * 1.15 + 3));
                assertThat(steps(stream, (int) (3 * rate)))
                        .as(what)
                        .allSatisfy(each -> assertThat((double) each).isLessThanOrEqualTo(2 * step + 2));
            }
        });
        drain();
    }

    /** What a link gets if the pace is shared out so that the smallest share is as large as it can be. */
    private double share(Map<String, Double> offered, double rate) {
        double low = 0;
        double high = pace;
        for (int i = 0; i < 50; i++) {
            double level = (low + high) / 2;
            if (offered.values().stream()
                            .mapToDouble(each -> Math.min(each, level))
                            .sum()
                    < pace) {
                low = level;
            } else {
                high = level;
            }
        }
        return Math.min(rate, low);
    }
}
