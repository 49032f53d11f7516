package io.sessmonitor.scorer.lite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RanksTest {

    @Test
    void equal_values_share_a_rank_and_signs_are_in_order() {
        double[] values = {2, -1, 0, -0.0, 1e-300, 2, -1e300, Double.POSITIVE_INFINITY};

        assertThat(Ranks.of(values)).containsExactly(4, 1, 2, 2, 3, 4, 0, 5);
    }

    @Test
    void nothing_has_no_ranks() {
        assertThat(Ranks.of(new double[0])).isEmpty();
    }

    @ParameterizedTest(name = "seeds {0} to {0} + 199")
    @ValueSource(longs = 10)
    void ranks_are_those_of_sorting(long from) {
        for (long seed = from; seed < from + 200; seed++) {
            Random random = new Random(seed);
            double[] values = random.doubles(1 + random.nextInt(300), -1, 1)
                    .map(v -> random.nextBoolean() ? v : Math.round(v * 4) / 4.0 + 0.0)
                    .toArray();
            double[] sorted = Arrays.stream(values).sorted().distinct().toArray();

            int[] ranks = Ranks.of(values);

            for (int i = 0; i < values.length; i++) {
                assertThat(sorted[ranks[i]]).as("seed %d", seed).isEqualTo(values[i]);
            }
        }
    }
}
