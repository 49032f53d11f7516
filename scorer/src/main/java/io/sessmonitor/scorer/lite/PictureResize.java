package io.sessmonitor.scorer.lite;

import java.util.Arrays;

/**
 * Antialiased resizing of 8-bit pictures with interleaved channels, exactly as Pillow does it: columns first, then rows,
 * filter weights in fixed point with 22 fractional bits, rounded to a byte after each pass. The networks were trained on
 * pictures resized that way, and other libraries' filters differ by several grey levels.
 */
final class PictureResize {

    /** Interpolation filters, by Pillow's definitions. When reducing they widen with the scale, which is the antialiasing. */
    enum Filter {
        /** Pillow's BILINEAR. */
        TRIANGLE(1) {
            @Override
            double weight(double x) {
                double distance = Math.abs(x);
                return distance < 1 ? 1 - distance : 0;
            }
        },
        /** Pillow's BOX. */
        BOX(0.5) {
            @Override
            double weight(double x) {
                return x > -0.5 && x <= 0.5 ? 1 : 0;
            }
        };

        private final double support;

        Filter(double support) {
            this.support = support;
        }

        abstract double weight(double x);
    }

    private static final int PRECISION_BITS = 32 - 8 - 2;
    private static final int HALF = 1 << (PRECISION_BITS - 1);

    /** For each target position: first source position, number of taps, and the taps' fixed-point weights. */
    private record Taps(int[] first, int[] count, int[] weights, int stride) {}

    private PictureResize() {}

    /** @param pixels {@code channels * width * height} bytes; returned as it is when the size does not change */
    static byte[] resize(
            byte[] pixels, int channels, int width, int height, int newWidth, int newHeight, Filter filter) {
        byte[] narrowed = newWidth == width
                ? pixels
                : columns(pixels, channels, width, height, newWidth, taps(width, newWidth, filter));
        return newHeight == height
                ? narrowed
                : rows(narrowed, channels * newWidth, newHeight, taps(height, newHeight, filter));
    }

    private static Taps taps(int size, int newSize, Filter filter) {
        double scale = (double) size / newSize;
        double filterScale = Math.max(scale, 1);
        double support = filter.support * filterScale;
        int stride = (int) Math.ceil(support) * 2 + 1;
        int[] first = new int[newSize];
        int[] count = new int[newSize];
        int[] weights = new int[newSize * stride];
        double[] exact = new double[stride];
        for (int i = 0; i < newSize; i++) {
            double centre = (i + 0.5) * scale;
            int from = Math.max((int) (centre - support + 0.5), 0);
            int taps = Math.min((int) (centre + support + 0.5), size) - from;
            double sum = 0;
            for (int t = 0; t < taps; t++) {
                exact[t] = filter.weight((t + from - centre + 0.5) / filterScale);
                sum += exact[t];
            }
            for (int t = 0; t < taps; t++) {
                double weight = sum == 0 ? exact[t] : exact[t] / sum;
                weights[i * stride + t] = (int) (0.5 + weight * (1 << PRECISION_BITS));
            }
            first[i] = from;
            count[i] = taps;
        }
        return new Taps(first, count, weights, stride);
    }

    private static byte[] columns(byte[] pixels, int channels, int width, int height, int newWidth, Taps taps) {
        byte[] result = new byte[channels * newWidth * height];
        int target = 0;
        for (int y = 0; y < height; y++) {
            int row = y * width * channels;
            for (int x = 0; x < newWidth; x++) {
                int from = row + taps.first[x] * channels;
                int weight = x * taps.stride;
                int count = taps.count[x];
                if (channels == 3) {
                    int red = HALF;
                    int green = HALF;
                    int blue = HALF;
                    for (int t = 0, p = from; t < count; t++, p += 3) {
                        int w = taps.weights[weight + t];
                        red += w * (pixels[p] & 0xff);
                        green += w * (pixels[p + 1] & 0xff);
                        blue += w * (pixels[p + 2] & 0xff);
                    }
                    result[target] = clip(red);
                    result[target + 1] = clip(green);
                    result[target + 2] = clip(blue);
                    target += 3;
                } else {
                    for (int c = 0; c < channels; c++) {
                        int sum = HALF;
                        for (int t = 0, p = from + c; t < count; t++, p += channels) {
                            sum += taps.weights[weight + t] * (pixels[p] & 0xff);
                        }
                        result[target++] = clip(sum);
                    }
                }
            }
        }
        return result;
    }

    private static byte[] rows(byte[] pixels, int rowBytes, int newHeight, Taps taps) {
        byte[] result = new byte[rowBytes * newHeight];
        int[] sums = new int[rowBytes];
        for (int y = 0; y < newHeight; y++) {
            Arrays.fill(sums, HALF);
            for (int t = 0; t < taps.count[y]; t++) {
                int w = taps.weights[y * taps.stride + t];
                int row = (taps.first[y] + t) * rowBytes;
                for (int i = 0; i < rowBytes; i++) {
                    sums[i] += w * (pixels[row + i] & 0xff);
                }
            }
            int target = y * rowBytes;
            for (int i = 0; i < rowBytes; i++) {
                result[target + i] = clip(sums[i]);
            }
        }
        return result;
    }

    private static byte clip(int sum) {
        return (byte) Math.min(Math.max(sum >> PRECISION_BITS, 0), 255);
    }
}
