package io.sessmonitor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records lie in a topic and are not read for longer than {@code pairing.wait}, which is 1 s here. */
class StalledFetchTest {

    private static final int FRAMES = 200;
    private static final int PERIOD = 80;

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    /** Each is received within .9 s; meanwhile one side or both stall for up to 6 s, and the task starts anew now and then. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void a_frame_received_in_time_is_scored_however_late_it_is_read(long seed) {
        Random random = new Random(seed);
        TreeMap<Double, Runnable> written = new TreeMap<>();
        long[] resumeAt = {0, 0};
        int scored = 0;
        try (MonitorBench bench = new MonitorBench("links", "cam0>rx1")) {
            for (int i = 0; i < FRAMES; i++) {
                String frame = "cam0/" + i;
                written.put(i * PERIOD + random.nextDouble(), () -> bench.sent(frame));
                written.put(i * PERIOD + 1 + 900 * random.nextDouble(), () -> bench.received(frame, "rx1"));
            }
            while (!written.isEmpty()) {
                while (!written.isEmpty() && written.firstKey() <= bench.now()) {
                    written.pollFirstEntry().getValue().run();
                }
                bench.tick(1 + random.nextInt(100));
                for (int side = 0; side < 2; side++) {
                    if (resumeAt[side] <= bench.now()) {
                        bench.resume(side == 0);
                        if (random.nextInt(40) == 0) {
                            bench.stall(side == 0);
                            resumeAt[side] = bench.now() + random.nextInt(6000);
                        }
                    }
                }
                if (random.nextInt(60) == 0) {
                    scored += scored(bench);
                    bench.restart();
                }
            }
            bench.resume(true);
            bench.resume(false);
            bench.idle(3000);
            scored += scored(bench);
        }
        assertThat(scored).isEqualTo(FRAMES);
    }

    /** Outcomes since the last call, all of which must be scores. */
    private static int scored(MonitorBench bench) {
        var outcomes = bench.outcomes();
        assertThat(outcomes).allMatch(outcome -> outcome.startsWith("SCORED"));
        return outcomes.size();
    }

    @Test
    void waits_do_not_end_while_nobody_knows_what_lies_in_the_topics_and_end_once_it_is_known() {
        try (MonitorBench bench = new MonitorBench("links", "cam0>rx1,cam0>rx2")) {
            bench.sent("cam0/0");
            bench.idle(500);
            bench.stall(true);
            bench.stall(false);
            bench.received("cam0/0", "rx1");
            bench.idle(60_000);
            assertThat(bench.outcomes()).isEmpty();
            bench.resume(false);
            bench.idle(60_000);
            assertThat(bench.outcomes()).containsExactly("SCORED cam0/0>rx1");
            bench.resume(true);
            bench.idle(200);
            assertThat(bench.outcomes()).containsExactly("MISSING cam0/0>rx2");
        }
    }
}
