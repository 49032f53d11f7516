package io.sessmonitor.topology.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.schemas.LostObject;
import io.sessmonitor.topology.serde.CompactReader;
import io.sessmonitor.topology.serde.CompactWriter;
import org.junit.jupiter.api.Test;

class LostObjectsTest {

    private final LostObjects lost = new LostObjects();

    @Test
    void names_are_summed_and_the_dearest_come_first() {
        lost.add("cat", .25);
        lost.add("dog", .5);
        lost.add("cat", .5);
        lost.add("bird", .5);
        assertThat(lost.dearest(3))
                .containsExactly(
                        new LostObject("cat", 2L, .75), new LostObject("bird", 1L, .5), new LostObject("dog", 1L, .5));
        assertThat(lost.dearest(1)).hasSize(1);
        assertThat(lost.dearest(0)).isEmpty();
    }

    @Test
    void many_names_push_out_the_cheapest_only() {
        for (int i = 0; i < 10_000; i++) {
            lost.add("noise" + i, .001);
            if (i % 100 == 0) {
                lost.add("cat", .25);
            }
        }
        lost.add("x".repeat(1_000_000), .5);
        assertThat(lost.dearest(1)).containsExactly(new LostObject("cat", 100L, 25.0));
        CompactWriter out = new CompactWriter();
        lost.write(out);
        assertThat(out.toBytes()).hasSizeLessThan(LostObjects.NAMES * 30);
        assertThat(LostObjects.read(new CompactReader(out.toBytes())).dearest(100))
                .isEqualTo(lost.dearest(100))
                .hasSize(LostObjects.NAMES);
    }
}
