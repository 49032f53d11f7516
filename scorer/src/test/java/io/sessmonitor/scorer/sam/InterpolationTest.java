package io.sessmonitor.scorer.sam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterpolationTest {

    @ParameterizedTest(name = "{0} cells, {1} pixels of which {2} used, {3} wanted")
    @CsvSource({
        "256, 1024, 1024, 800",
        "256, 1024, 683, 533",
        "256, 1024, 1024, 4000",
        "256, 1024, 1, 1",
        "256, 1024, 3, 100",
        "64, 256, 170, 200",
        "2, 8, 8, 5",
        "1, 4, 3, 7",
        "16, 16, 16, 16"
    })
    void is_the_two_steps_one_after_the_other(int cells, int padded, int used, int pixels) {
        SplittableRandom random = new SplittableRandom(cells + 31L * pixels);
        double[] mask = random.doubles(cells, -10, 10).toArray();
        double[] large = bilinear(mask, cells, padded);
        double[] expected = bilinear(large, used, pixels);
        Interpolation fused = Interpolation.of(cells, padded, used, pixels);
        for (int i = 0; i < pixels; i++) {
            double sum = 0;
            for (int t = 0; t < fused.taps(); t++) {
                sum += fused.weights()[i * fused.taps() + t] * mask[fused.first()[i] + t];
            }
            assertThat(sum).isCloseTo(expected[i], within(1e-5));
        }
    }

    /** As torch's interpolate without aligned corners, of the first {@code used} values. */
    private static double[] bilinear(double[] values, int used, int size) {
        double[] result = new double[size];
        for (int i = 0; i < size; i++) {
            double at = Math.max((i + .5) * used / size - .5, 0);
            int below = Math.min((int) at, used - 1);
            int above = Math.min(below + 1, used - 1);
            result[i] = values[below] + (at - below) * (values[above] - values[below]);
        }
        return result;
    }

    @Test
    void a_few_cells_make_a_pixel() {
        assertThat(Interpolation.of(256, 1024, 1024, 800).taps()).isLessThanOrEqualTo(4);
    }
}
