package io.sessmonitor.scorer.metric;

import io.sessmonitor.scorer.decode.RgbImage;

/** Mean SSIM window by window, as its definition reads. */
final class NaiveSsim {

    private static final int RADIUS = 5;

    private NaiveSsim() {}

    static double luma(RgbImage a, RgbImage b) {
        double sum = 0;
        int windows = 0;
        for (int y = RADIUS; y < a.height() - RADIUS; y++) {
            for (int x = RADIUS; x < a.width() - RADIUS; x++) {
                sum += window(a, b, x, y);
                windows++;
            }
        }
        return sum / windows;
    }

    private static double window(RgbImage a, RgbImage b, int x, int y) {
        double weights = 0;
        double meanA = 0;
        double meanB = 0;
        for (int dy = -RADIUS; dy <= RADIUS; dy++) {
            for (int dx = -RADIUS; dx <= RADIUS; dx++) {
                double weight = weight(dx, dy);
                weights += weight;
                meanA += weight * luma(a, x + dx, y + dy);
                meanB += weight * luma(b, x + dx, y + dy);
            }
        }
        meanA /= weights;
        meanB /= weights;
        double varianceA = 0;
        double varianceB = 0;
        double covariance = 0;
        for (int dy = -RADIUS; dy <= RADIUS; dy++) {
            for (int dx = -RADIUS; dx <= RADIUS; dx++) {
                double weight = weight(dx, dy) / weights;
                double fromA = luma(a, x + dx, y + dy) - meanA;
                double fromB = luma(b, x + dx, y + dy) - meanB;
                varianceA += weight * fromA * fromA;
                varianceB += weight * fromB * fromB;
                covariance += weight * fromA * fromB;
            }
        }
        double c1 = Math.pow(.01 * 255, 2);
        double c2 = Math.pow(.03 * 255, 2);
        return (2 * meanA * meanB + c1)
                * (2 * covariance + c2)
                / ((meanA * meanA + meanB * meanB + c1) * (varianceA + varianceB + c2));
    }

    private static double weight(int dx, int dy) {
        return Math.exp(-(dx * dx + dy * dy) / (2 * 1.5 * 1.5));
    }

    private static double luma(RgbImage picture, int x, int y) {
        int i = 3 * (y * picture.width() + x);
        byte[] rgb = picture.rgb();
        return .299 * (rgb[i] & 0xff) + .587 * (rgb[i + 1] & 0xff) + .114 * (rgb[i + 2] & 0xff);
    }
}
