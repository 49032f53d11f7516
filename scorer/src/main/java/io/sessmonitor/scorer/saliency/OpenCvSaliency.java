package io.sessmonitor.scorer.saliency;

import io.sessmonitor.scorer.decode.RgbImage;

/**
 * Spectral-residual saliency as OpenCV's {@code StaticSaliencySpectralResidual} computes it, which the authors of SeSS
 * use. Agrees with it to 3e-5: OpenCV approximates the arcus tangent, here it is exact. Thread-safe.
 */
public final class OpenCvSaliency {

    private static final int SIZE = 64;
    private static final int CELLS = SIZE * SIZE;

    /** OpenCV's weights of red, green and blue in grey, in 32768ths. */
    private static final int RED = 9798;

    private static final int GREEN = 19235;
    private static final int BLUE = 3735;

    private static final double SIGMA = 8;
    private static final int RADIUS = 2;

    private static final Fourier FOURIER = new Fourier(SIZE);
    private static final double[] KERNEL = kernel();

    private OpenCvSaliency() {}

    /** Saliency 0..1 of each pixel, row-major. */
    public static float[] of(RgbImage picture) {
        return enlarged(map(picture), picture.width(), picture.height());
    }

    /** Saliency 0..1 on 64 x 64 cells that span the picture. */
    private static float[] map(RgbImage picture) {
        double[] real = reduced(picture);
        double[] imaginary = new double[CELLS];
        FOURIER.transform(real, imaginary);
        keepResidual(real, imaginary);
        // The inverse transform is the transform of the conjugate, conjugated; only its modulus is wanted.
        for (int i = 0; i < CELLS; i++) {
            imaginary[i] = -imaginary[i];
        }
        FOURIER.transform(real, imaginary);
        double[] modulus = new double[CELLS];
        for (int i = 0; i < CELLS; i++) {
            modulus[i] = Math.sqrt(real[i] * real[i] + imaginary[i] * imaginary[i]);
        }
        double[] smooth = smooth(modulus);
        double most = 0;
        for (int i = 0; i < CELLS; i++) {
            smooth[i] *= smooth[i];
            most = Math.max(most, smooth[i]);
        }
        float[] map = new float[CELLS];
        for (int i = 0; i < CELLS; i++) {
            map[i] = (float) (smooth[i] / most);
        }
        return map;
    }

    /** Grey, bilinear without antialiasing, weights in 256ths, rounded once (OpenCV's INTER_LINEAR_EXACT). */
    private static double[] reduced(RgbImage picture) {
        int width = picture.width();
        int height = picture.height();
        double[] cells = new double[CELLS];
        int[] left = new int[SIZE];
        int[] right = new int[SIZE];
        int[] weight = new int[SIZE];
        for (int x = 0; x < SIZE; x++) {
            double centre = (x + 0.5) * width / SIZE - 0.5;
            int from = (int) Math.floor(centre);
            left[x] = clamp(from, width);
            right[x] = clamp(from + 1, width);
            weight[x] = (int) Math.rint((centre - from) * 256);
        }
        for (int y = 0, i = 0; y < SIZE; y++) {
            double centre = (y + 0.5) * height / SIZE - 0.5;
            int from = (int) Math.floor(centre);
            int upper = clamp(from, height) * width;
            int lower = clamp(from + 1, height) * width;
            int share = (int) Math.rint((centre - from) * 256);
            for (int x = 0; x < SIZE; x++, i++) {
                int above = grey(picture, upper + left[x]) * (256 - weight[x])
                        + grey(picture, upper + right[x]) * weight[x];
                int below = grey(picture, lower + left[x]) * (256 - weight[x])
                        + grey(picture, lower + right[x]) * weight[x];
                cells[i] = above * (256 - share) + below * share + 0x8000 >> 16;
            }
        }
        return cells;
    }

    private static int clamp(int i, int size) {
        return Math.min(Math.max(i, 0), size - 1);
    }

    private static int grey(RgbImage picture, int pixel) {
        byte[] rgb = picture.rgb();
        int p = 3 * pixel;
        return RED * (rgb[p] & 0xff) + GREEN * (rgb[p + 1] & 0xff) + BLUE * (rgb[p + 2] & 0xff) + 0x4000 >> 15;
    }

    /** Each amplitude a becomes exp(log(a + 1) - mean of that over the 3x3 around it); phases stay. */
    private static void keepResidual(double[] real, double[] imaginary) {
        double[] amplitude = new double[CELLS];
        double[] log = new double[CELLS];
        for (int i = 0; i < CELLS; i++) {
            amplitude[i] = Math.sqrt(real[i] * real[i] + imaginary[i] * imaginary[i]);
            log[i] = Math.log(amplitude[i] + 1);
        }
        for (int y = 0, i = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++, i++) {
                double sum = 0;
                for (int dy = -1; dy <= 1; dy++) {
                    for (int dx = -1; dx <= 1; dx++) {
                        sum += log[mirror(y + dy) * SIZE + mirror(x + dx)];
                    }
                }
                double residual = Math.exp(log[i] - sum / 9);
                if (amplitude[i] == 0) {
                    real[i] = residual;
                    imaginary[i] = 0;
                } else {
                    real[i] *= residual / amplitude[i];
                    imaginary[i] *= residual / amplitude[i];
                }
            }
        }
    }

    /** OpenCV's BORDER_DEFAULT: mirrored about the middle of the last cell. */
    private static int mirror(int i) {
        return i < 0 ? -i : i >= SIZE ? 2 * SIZE - 2 - i : i;
    }

    private static double[] smooth(double[] values) {
        double[] across = new double[CELLS];
        double[] result = new double[CELLS];
        for (int y = 0, i = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++, i++) {
                for (int k = -RADIUS; k <= RADIUS; k++) {
                    across[i] += KERNEL[k + RADIUS] * values[y * SIZE + mirror(x + k)];
                }
            }
        }
        for (int y = 0, i = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++, i++) {
                for (int k = -RADIUS; k <= RADIUS; k++) {
                    result[i] += KERNEL[k + RADIUS] * across[mirror(y + k) * SIZE + x];
                }
            }
        }
        return result;
    }

    private static double[] kernel() {
        double[] kernel = new double[2 * RADIUS + 1];
        double sum = 0;
        for (int k = -RADIUS; k <= RADIUS; k++) {
            kernel[k + RADIUS] = Math.exp(-k * k / (2 * SIGMA * SIGMA));
            sum += kernel[k + RADIUS];
        }
        for (int k = 0; k < kernel.length; k++) {
            kernel[k] /= sum;
        }
        return kernel;
    }

    /** Bilinear, without antialiasing. */
    private static float[] enlarged(float[] map, int width, int height) {
        float[] result = new float[width * height];
        int[] left = new int[width];
        int[] right = new int[width];
        float[] weight = new float[width];
        for (int x = 0; x < width; x++) {
            double centre = (x + 0.5) * SIZE / width - 0.5;
            int from = (int) Math.floor(centre);
            left[x] = clamp(from, SIZE);
            right[x] = clamp(from + 1, SIZE);
            weight[x] = (float) (centre - from);
        }
        float[] row = new float[SIZE];
        for (int y = 0, i = 0; y < height; y++) {
            double centre = (y + 0.5) * SIZE / height - 0.5;
            int from = (int) Math.floor(centre);
            int upper = clamp(from, SIZE) * SIZE;
            int lower = clamp(from + 1, SIZE) * SIZE;
            float share = (float) (centre - from);
            for (int x = 0; x < SIZE; x++) {
                row[x] = map[upper + x] + share * (map[lower + x] - map[upper + x]);
            }
            for (int x = 0; x < width; x++, i++) {
                result[i] = row[left[x]] + weight[x] * (row[right[x]] - row[left[x]]);
            }
        }
        return result;
    }
}
