package io.sessmonitor.scorer.metric;

import io.sessmonitor.scorer.decode.RgbImage;
import java.util.List;

/** One number for each pixel. */
enum Plane {
    /** Rec. 601 luma, not rounded. */
    LUMA {
        @Override
        void row(RgbImage picture, int y, double[] row) {
            byte[] rgb = picture.rgb();
            int width = picture.width();
            for (int x = 0, i = 3 * width * y; x < width; x++, i += 3) {
                // Whole thousandths: the sum is exact and converted once.
                row[x] = (299 * (rgb[i] & 0xff) + 587 * (rgb[i + 1] & 0xff) + 114 * (rgb[i + 2] & 0xff)) * 1e-3;
            }
        }
    },
    RED {
        @Override
        void row(RgbImage picture, int y, double[] row) {
            channel(picture, y, 0, row);
        }
    },
    GREEN {
        @Override
        void row(RgbImage picture, int y, double[] row) {
            channel(picture, y, 1, row);
        }
    },
    BLUE {
        @Override
        void row(RgbImage picture, int y, double[] row) {
            channel(picture, y, 2, row);
        }
    };

    static final List<Plane> COLOURS = List.of(RED, GREEN, BLUE);

    /** Writes the values of row {@code y}, 0..255, to the beginning of {@code row}. */
    abstract void row(RgbImage picture, int y, double[] row);

    private static void channel(RgbImage picture, int y, int channel, double[] row) {
        byte[] rgb = picture.rgb();
        int width = picture.width();
        for (int x = 0, i = 3 * width * y + channel; x < width; x++, i += 3) {
            row[x] = rgb[i] & 0xff;
        }
    }
}
