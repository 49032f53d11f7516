package io.sessmonitor.deploy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PanZoomSourceTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {0, 1, 7, -3})
    void every_frame_differs_and_comes_again_the_same(long seed) {
        PanZoomSource camera = camera(seed);
        Set<List<Integer>> seen = new HashSet<>();
        for (long sequence = 0; sequence < 60; sequence++) {
            BufferedImage frame = camera.frame(sequence);
            assertThat(frame.getWidth()).isEqualTo(112);
            assertThat(frame.getHeight()).isEqualTo(84);
            assertThat(seen.add(pixels(frame))).as("frame %d is new", sequence).isTrue();
            assertThat(pixels(camera(seed).frame(sequence))).isEqualTo(pixels(frame));
        }
    }

    @Test
    void a_scene_moves_slowly_and_the_next_one_is_another_photograph() {
        PanZoomSource camera = camera(1);
        for (int scene = 0; scene < 6; scene++) {
            double within = difference(camera.frame(scene * 5L + 3), camera.frame(scene * 5L + 4));
            double across = difference(camera.frame(scene * 5L + 4), camera.frame(scene * 5L + 5));
            assertThat(within).as("scene %d", scene).isLessThan(across);
        }
    }

    @Test
    void elsewhere_is_another_photograph_at_every_time() {
        PanZoomSource camera = camera(1);
        PictureSource elsewhere = camera.elsewhere();
        for (long sequence = 0; sequence < 40; sequence++) {
            assertThat(difference(camera.frame(sequence), elsewhere.frame(sequence)))
                    .isGreaterThan(20);
        }
    }

    @Test
    void no_empty_border_is_ever_shown() {
        BufferedImage white = new BufferedImage(400, 200, BufferedImage.TYPE_INT_RGB);
        white.createGraphics().fillRect(0, 0, 400, 200);
        PanZoomSource camera = new PanZoomSource(List.of(white, white), 5, 4, 120, 90);
        for (long sequence = 0; sequence < 40; sequence++) {
            assertThat(pixels(camera.frame(sequence))).containsOnly(0xffffffff);
        }
    }

    @Test
    void one_photograph_is_not_enough() {
        assertThatThrownBy(() -> new PanZoomSource(TestPhotos.make(1), 0, 5, 100, 75))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two photographs");
    }

    private static PanZoomSource camera(long seed) {
        return new PanZoomSource(TestPhotos.make(4), seed, 5, 112, 84);
    }

    private static List<Integer> pixels(BufferedImage picture) {
        return java.util.Arrays.stream(
                        picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth()))
                .boxed()
                .toList();
    }

    /** Mean absolute difference of the channels, in grey levels. */
    private static double difference(BufferedImage a, BufferedImage b) {
        long sum = 0;
        for (int y = 0; y < a.getHeight(); y++) {
            for (int x = 0; x < a.getWidth(); x++) {
                for (int shift = 0; shift < 24; shift += 8) {
                    sum += Math.abs((a.getRGB(x, y) >> shift & 0xff) - (b.getRGB(x, y) >> shift & 0xff));
                }
            }
        }
        return sum / (3.0 * a.getWidth() * a.getHeight());
    }
}
