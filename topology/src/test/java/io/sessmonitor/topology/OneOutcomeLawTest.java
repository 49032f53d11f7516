package io.sessmonitor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.topology.ingest.KeyPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The law: whatever comes in whatever order, each sent frame has exactly one outcome on each of its links, and every
 * received record is accounted for.
 */
class OneOutcomeLawTest {

    private static final Set<Outcome> FINAL =
            Set.of(Outcome.SCORED, Outcome.MISSING, Outcome.UNDECODABLE, Outcome.FAILED, Outcome.SKIPPED);
    private static final int FRAMES = 60;

    private record Event(String frame, String receiver) {}

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 15);
    }

    @ParameterizedTest(name = "declared links, seed {0}")
    @MethodSource("seeds")
    void each_sent_frame_has_exactly_one_outcome_on_each_declared_link(long seed) {
        check(seed, List.of("rx1", "rx2", "rx3"), "links", "cam0>rx1,cam0>rx2,cam0>rx3", "pairing.remember", "10m");
    }

    @ParameterizedTest(name = "small cache, seed {0}")
    @MethodSource("seeds")
    void pictures_that_do_not_fit_in_memory_change_nothing(long seed) {
        check(
                seed,
                List.of("rx1", "rx2"),
                "links",
                "cam0>rx1,cam0>rx2",
                "payload.cache.bytes",
                "60",
                "pairing.remember",
                "10m");
    }

    @ParameterizedTest(name = "overload, seed {0}")
    @MethodSource("seeds")
    void skipping_gives_each_frame_its_one_outcome_too(long seed) {
        check(
                seed,
                List.of("rx1", "rx2", "rx3"),
                "links",
                "cam0>rx1,cam0>rx2,cam0>rx3",
                "scoring.overload",
                "sample",
                "scoring.max-pairs",
                "3",
                "scoring.max-latency",
                "200ms",
                "pairing.remember",
                "10m");
    }

    @ParameterizedTest(name = "discovered links, seed {0}")
    @MethodSource("seeds")
    void no_frame_has_two_outcomes_on_a_discovered_link(long seed) {
        check(seed, List.of("rx1", "rx2"), "pairing.remember", "10m");
    }

    @ParameterizedTest(name = "detour, seed {0}")
    @MethodSource("seeds")
    void frames_on_the_wrong_partition_have_their_one_outcome_too(long seed) {
        check(
                new KeyPolicy(4),
                seed,
                List.of("rx1", "rx2"),
                "pairing.key-policy",
                "repartition",
                "links",
                "cam0>rx1,cam0>rx2",
                "pairing.remember",
                "10m");
    }

    private static void check(long seed, List<String> receivers, String... settings) {
        check(KeyPolicy.OFF, seed, receivers, settings);
    }

    private static void check(KeyPolicy keys, long seed, List<String> receivers, String... settings) {
        Random random = new Random(seed);
        boolean declared = List.of(settings).contains("links");
        Set<String> sent = new HashSet<>();
        Map<String, Integer> received = new TreeMap<>();
        List<FrameScore> scores = new ArrayList<>();
        int sentAgain = 0;
        try (MonitorBench bench = new MonitorBench(keys, settings)) {
            bench.whileResting = bench.scorer::answerAll;
            for (Event event : arrivals(random, receivers)) {
                if (event.receiver() == null) {
                    bench.sent(event.frame());
                    sentAgain += sent.add(event.frame()) ? 0 : 1;
                } else {
                    bench.received(event.frame(), event.receiver());
                    received.merge(event.frame() + ">" + event.receiver(), 1, Integer::sum);
                }
                disturb(bench, random, scores);
            }
            bench.scorer.capacity(Integer.MAX_VALUE).atOnce();
            bench.scorer.answerAll();
            bench.idle(8000);
            scores.addAll(bench.scores());
            assertThat(bench.metrics.deadLetters()).isEqualTo(sentAgain);
            assertThat(bench.stored(StoreNames.WAITING_PAIRS)).isZero();
        }
        Map<String, List<Outcome>> finals = new HashMap<>();
        Map<String, List<Outcome>> all = new HashMap<>();
        for (FrameScore score : scores) {
            String link = score.getStream() + "/" + score.getSequence() + ">" + score.getReceiver();
            all.computeIfAbsent(link, key -> new ArrayList<>()).add(score.getOutcome());
            if (FINAL.contains(score.getOutcome())) {
                finals.computeIfAbsent(link, key -> new ArrayList<>()).add(score.getOutcome());
            }
        }
        finals.forEach((link, outcomes) -> assertThat(outcomes).as(link).hasSize(1));
        for (String frame : sent) {
            for (String receiver : receivers) {
                String link = frame + ">" + receiver;
                if (declared || received.containsKey(link)) {
                    assertThat(finals).as("the outcome of a sent frame").containsKey(link);
                }
            }
        }
        assertThat(finals.keySet()).allSatisfy(link -> assertThat(sent).contains(link.substring(0, link.indexOf('>'))));
        // Every received record is one of: the partner of its frame, or a note of its own.
        received.forEach((link, count) -> {
            List<Outcome> outcomes = all.getOrDefault(link, List.of());
            long notes = outcomes.stream()
                    .filter(outcome -> !FINAL.contains(outcome))
                    .count();
            long paired = outcomes.stream()
                    .filter(outcome -> FINAL.contains(outcome) && outcome != Outcome.MISSING)
                    .count();
            assertThat(notes + paired).as(link + " " + outcomes).isEqualTo(count.longValue());
        });
    }

    /** Frames in shuffled order; some are never sent, some lost, some twice, each anywhere. */
    private static List<Event> arrivals(Random random, List<String> receivers) {
        TreeMap<Double, Event> order = new TreeMap<>();
        for (int i = 0; i < FRAMES; i++) {
            String frame = "cam0/" + i;
            for (int copies = copies(random); copies > 0; copies--) {
                order.put(i + 12 * random.nextDouble() * random.nextDouble(), new Event(frame, null));
            }
            for (String receiver : receivers) {
                for (int copies = copies(random); copies > 0; copies--) {
                    order.put(i + 20 * random.nextDouble() * random.nextDouble(), new Event(frame, receiver));
                }
            }
        }
        return List.copyOf(order.values());
    }

    private static int copies(Random random) {
        double draw = random.nextDouble();
        return draw < .12 ? 0 : draw < .88 ? 1 : 2;
    }

    /** Between two records: time, answers, a full scorer, another order of answers, the end of the task. */
    private static void disturb(MonitorBench bench, Random random, List<FrameScore> scores) {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> bench.idle(random.nextInt(150));
            case 3 -> bench.idle(random.nextInt(1500));
            case 4 -> bench.scorer.byHand();
            case 5 -> {
                bench.scorer.atOnce();
                bench.scorer.answerAll();
            }
            case 6 -> {
                if (bench.scorer.inFlight() > 0) {
                    bench.scorer.answer(random.nextInt(bench.scorer.inFlight()));
                }
            }
            case 7 -> bench.scorer.capacity(random.nextBoolean() ? 2 : Integer.MAX_VALUE);
            case 8 -> {
                if (random.nextInt(3) == 0) {
                    scores.addAll(bench.scores());
                    bench.restart();
                }
            }
            case 9 -> {
                if (random.nextInt(6) == 0) {
                    scores.addAll(bench.scores());
                    bench.restartWithClockSetBack(random.nextInt(5000));
                }
            }
            default -> {}
        }
    }
}
