package io.sessmonitor.topology.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlinesTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void every_frame_that_waits_comes_out_once_never_before_its_time_and_at_most_a_slice_after(long seed) {
        Random random = new Random(seed);
        Deadlines deadlines = new Deadlines();
        Map<String, Long> planned = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            String id = "cam" + "é".repeat(random.nextInt(40)) + "/" + i;
            long at = random.nextInt(10_000) - 2000;
            FrameState frame = new FrameState(id, "cam", i);
            frame.waiting = random.nextInt(5) > 0;
            if (frame.waiting) {
                planned.put(id, at);
            }
            deadlines.add(at, frame);
        }
        List<String> taken = new ArrayList<>();
        for (long now = -3000; now < 9000; now += 1 + random.nextInt(70)) {
            while (deadlines.isDue(now)) {
                for (String id : deadlines.take()) {
                    taken.add(id);
                    assertThat(now - planned.get(id)).isBetween(0L, Deadlines.SLICE + 71);
                }
            }
        }
        assertThat(taken).hasSameSizeAs(planned.keySet());
        assertThat(new HashSet<>(taken).equals(planned.keySet())).isTrue();
    }
}
