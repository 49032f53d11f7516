package io.sessmonitor.scorer.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sessmonitor.scorer.decode.RgbImage;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetricsTest {

    @Test
    void identical_pictures_have_no_error_and_capped_psnr() {
        RgbImage picture = noise(1, 7, 5);

        assertThat(Metrics.of(picture, noise(1, 7, 5)))
                .containsEntry("mse", 0.0)
                .containsEntry("psnr", 100.0);
    }

    /** All samples off by 5: mse 25, psnr 10 log10(65025 / 25) = 34.1514 dB. */
    @Test
    void known_errors_have_known_values() {
        byte[] black = new byte[3 * 4 * 4];
        byte[] grey = black.clone();
        Arrays.fill(grey, (byte) 5);
        byte[] white = black.clone();
        Arrays.fill(white, (byte) 255);

        var dark = Metrics.of(new RgbImage(4, 4, black), new RgbImage(4, 4, grey));
        assertThat(dark).containsEntry("mse", 25.0);
        assertThat(dark.get("psnr")).isCloseTo(34.1514, within(1e-4));
        assertThat(Metrics.of(new RgbImage(4, 4, black), new RgbImage(4, 4, white)))
                .containsEntry("mse", 65025.0)
                .containsEntry("psnr", 0.0);
    }

    @Test
    void pictures_of_different_sizes_have_no_values() {
        assertThat(Metrics.of(noise(1, 6, 4), noise(1, 4, 6))).isEmpty();
    }

    @Test
    void every_metric_says_what_it_is_and_keeps_to_its_range() {
        Set<String> names = new HashSet<>();
        for (Metric metric : Metrics.ALL) {
            assertThat(names.add(metric.name())).isTrue();
            assertThat(metric.name()).matches("[a-z0-9_]+");
            assertThat(metric.definition()).isNotBlank();
            for (int seed = 0; seed < 20; seed++) {
                double there =
                        metric.of(noise(seed, 9, 9), noise(seed + 1, 9, 9)).getAsDouble();
                assertThat(there).isBetween(metric.min(), metric.max());
                assertThat(metric.of(noise(seed + 1, 9, 9), noise(seed, 9, 9))).hasValue(there);
                double same = metric.of(noise(seed, 9, 9), noise(seed, 9, 9)).getAsDouble();
                assertThat(same > there).isEqualTo(metric.direction() == Metric.Direction.HIGHER_IS_CLOSER);
            }
        }
    }

    private static RgbImage noise(long seed, int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        new Random(seed).nextBytes(rgb);
        return new RgbImage(width, height, rgb);
    }
}
