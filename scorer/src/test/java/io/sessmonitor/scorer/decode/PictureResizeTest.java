package io.sessmonitor.scorer.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.scorer.decode.PictureResize.Filter;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureResizeTest {

    @ParameterizedTest(name = "seeds {0} to {0} + 199")
    @ValueSource(longs = 100)
    void one_colour_stays_that_colour_at_any_size(long from) {
        for (long seed = from; seed < from + 200; seed++) {
            Random random = new Random(seed);
            byte[] pixels = new byte[3 * (1 + random.nextInt(40)) * 7];
            Arrays.fill(pixels, (byte) random.nextInt(256));

            byte[] resized = PictureResize.resize(
                    pixels,
                    3,
                    pixels.length / 21,
                    7,
                    1 + random.nextInt(60),
                    1 + random.nextInt(60),
                    random.nextBoolean() ? Filter.TRIANGLE : Filter.BOX);

            assertThat(resized).as("seed %d", seed).containsOnly(pixels[0]);
        }
    }

    @ParameterizedTest
    @EnumSource(Filter.class)
    void the_same_size_is_the_same_picture(Filter filter) {
        byte[] pixels = noise(5, 4);

        assertThat(PictureResize.resize(pixels, 1, 5, 4, 5, 4, filter)).isEqualTo(pixels);
    }

    @Test
    void a_box_a_whole_factor_smaller_is_the_mean_of_its_cells() {
        byte[] pixels = {10, 20, 0, 4, 30, 40, 8, (byte) 200};

        assertThat(PictureResize.resize(pixels, 1, 4, 2, 2, 1, Filter.BOX)).containsExactly(25, 53);
    }

    @Test
    void a_triangle_twice_as_wide_runs_straight_between_cell_middles() {
        assertThat(PictureResize.resize(new byte[] {0, 100}, 1, 2, 1, 4, 1, Filter.TRIANGLE))
                .containsExactly(0, 25, 75, 100);
    }

    @ParameterizedTest(name = "seeds {0} to {0} + 199")
    @ValueSource(longs = 300)
    void planes_are_the_resized_picture_colour_by_colour(long from) {
        for (long seed = from; seed < from + 200; seed++) {
            Random random = new Random(seed);
            int width = 1 + random.nextInt(30);
            int height = 1 + random.nextInt(30);
            RgbImage picture = new RgbImage(width, height, new byte[3 * width * height]);
            random.nextBytes(picture.rgb());
            int newWidth = 1 + random.nextInt(60);
            int newHeight = 1 + random.nextInt(60);
            Filter filter = Filter.values()[random.nextInt(3)];

            float[] planes = PictureResize.planes(picture, newWidth, newHeight, filter);

            byte[] rgb =
                    PictureResize.resize(picture, newWidth, newHeight, filter).rgb();
            float[] expected = new float[rgb.length];
            for (int i = 0; i < rgb.length; i++) {
                expected[i % 3 * (rgb.length / 3) + i / 3] = rgb[i] & 0xff;
            }
            assertThat(planes).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "seeds {0} to {0} + 99")
    @ValueSource(longs = 200)
    void channels_do_not_mix(long from) {
        for (long seed = from; seed < from + 100; seed++) {
            Random random = new Random(seed);
            int width = 1 + random.nextInt(20);
            int height = 1 + random.nextInt(20);
            int newWidth = 1 + random.nextInt(20);
            int newHeight = 1 + random.nextInt(20);
            byte[] rgb = new byte[3 * width * height];
            random.nextBytes(rgb);

            byte[] resized = PictureResize.resize(rgb, 3, width, height, newWidth, newHeight, Filter.TRIANGLE);

            for (int c = 0; c < 3; c++) {
                byte[] alone =
                        PictureResize.resize(channel(rgb, c), 1, width, height, newWidth, newHeight, Filter.TRIANGLE);
                assertThat(channel(resized, c)).as("seed %d", seed).isEqualTo(alone);
            }
        }
    }

    private static byte[] channel(byte[] rgb, int c) {
        byte[] channel = new byte[rgb.length / 3];
        for (int i = 0; i < channel.length; i++) {
            channel[i] = rgb[3 * i + c];
        }
        return channel;
    }

    private static byte[] noise(int width, int height) {
        byte[] pixels = new byte[width * height];
        new Random(3).nextBytes(pixels);
        return pixels;
    }
}
