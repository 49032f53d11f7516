package io.sessmonitor.scorer.decode;

import java.util.Arrays;
import java.util.Optional;

/**
 * Antialiased resizing of 8-bit pictures with interleaved channels, exactly as Pillow (up to 12; 13 may take the passes in
 * the other order, which moves pixels by one grey level) does it: columns first, then rows,
 * filter weights in fixed point with 22 fractional bits, rounded to a byte after each pass. Networks were trained on
 * pictures resized that way, and other libraries' filters differ by several grey levels.
 */
public final class PictureResize {

    /** Interpolation filters, by Pillow's definitions. When reducing they widen with the scale, which is the antialiasing. */
    public enum Filter {
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
        },
        /** Pillow's BICUBIC: the cubic with a = -.5. */
        CUBIC(2) {
            @Override
            double weight(double x) {
                double d = Math.abs(x);
                if (d < 1) {
                    return (1.5 * d - 2.5) * d * d + 1;
                }
                return d < 2 ? (((d - 5) * d + 8) * d - 4) * -.5 : 0;
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
    private static final long HALVES = HALF | (long) HALF << 32;

    /**
     * For each target position: first source position, number of taps, and the taps' fixed-point weights.
     *
     * @param signed whether some may be negative
     */
    private record Taps(int[] first, int[] count, int[] weights, int stride, boolean signed) {

        /**
         * The same with exactly four taps each, weights of 0 filling up; nothing where some have more. A loop over two or
         * three taps costs more than four taps without a loop.
         *
         * @param size source positions; no tap lies beyond
         */
        Optional<Taps> four(int size) {
            if (size < 4 || Arrays.stream(count).anyMatch(n -> n > 4)) {
                return Optional.empty();
            }
            int[] from = new int[first.length];
            int[] filled = new int[4 * first.length];
            for (int i = 0; i < first.length; i++) {
                from[i] = Math.min(first[i], size - 4);
                System.arraycopy(weights, i * stride, filled, 4 * i + first[i] - from[i], count[i]);
            }
            return Optional.of(new Taps(from, new int[0], filled, 4, signed));
        }
    }

    /** A part of a picture: its upper left corner and its size in pixels. */
    public record Window(int x, int y, int width, int height) {}

    private PictureResize() {}

    /**
     * A part of the picture in another size: what one would cut out of the resized picture, without making the rest of it.
     *
     * @param part lies inside the new size
     */
    public static RgbImage resize(RgbImage picture, int newWidth, int newHeight, Window part, Filter filter) {
        Taps across = taps(picture.width(), picture.width(), newWidth, part.x(), part.width(), filter);
        Taps down = taps(picture.height(), picture.height(), newHeight, part.y(), part.height(), filter);
        return new RgbImage(part.width(), part.height(), resize(picture.rgb(), 3, picture.width(), across, down));
    }

    /**
     * The upper left part of a picture in another size.
     *
     * @param spanWidth width of that part in pixels, not always a whole number
     * @param spanHeight height of that part
     */
    static RgbImage resize(
            RgbImage picture, double spanWidth, double spanHeight, int newWidth, int newHeight, Filter filter) {
        Taps across = taps(picture.width(), spanWidth, newWidth, 0, newWidth, filter);
        Taps down = taps(picture.height(), spanHeight, newHeight, 0, newHeight, filter);
        return new RgbImage(newWidth, newHeight, resize(picture.rgb(), 3, picture.width(), across, down));
    }

    /** The picture in another size. */
    public static RgbImage resize(RgbImage picture, int newWidth, int newHeight, Filter filter) {
        return new RgbImage(
                newWidth,
                newHeight,
                resize(picture.rgb(), 3, picture.width(), picture.height(), newWidth, newHeight, filter));
    }

    /** @param pixels {@code channels * width * height} bytes; returned as it is when the size does not change */
    public static byte[] resize(
            byte[] pixels, int channels, int width, int height, int newWidth, int newHeight, Filter filter) {
        if (newWidth == width && newHeight == height) {
            return pixels;
        }
        Taps across = taps(width, width, newWidth, 0, newWidth, filter);
        Taps down = taps(height, height, newHeight, 0, newHeight, filter);
        return resize(pixels, channels, width, across, down);
    }

    /**
     * The picture in another size as a network takes it: all red samples, then all green, then all blue, each 0..255.
     *
     * @return {@code 3 * newWidth * newHeight} values
     */
    public static float[] planes(RgbImage picture, int newWidth, int newHeight, Filter filter) {
        Taps across = taps(picture.width(), picture.width(), newWidth, 0, newWidth, filter);
        Taps down = taps(picture.height(), picture.height(), newHeight, 0, newHeight, filter);
        int pixels = newWidth * newHeight;
        float[] planes = new float[3 * pixels];
        resize(picture.rgb(), 3, picture.width(), across, down, (y, samples) -> {
            for (int c = 0; c < 3; c++) {
                int target = c * pixels + y * newWidth;
                for (int x = 0, i = c * newWidth; x < newWidth; x++, i++) {
                    planes[target + x] = samples[i];
                }
            }
        });
        return planes;
    }

    private static byte[] resize(byte[] pixels, int channels, int width, Taps across, Taps down) {
        int newWidth = across.first.length;
        byte[] result = new byte[channels * newWidth * down.first.length];
        resize(pixels, channels, width, across, down, (y, samples) -> {
            for (int c = 0, i = 0; c < channels; c++) {
                for (int x = 0, to = y * channels * newWidth + c; x < newWidth; x++, i++, to += channels) {
                    result[to] = (byte) samples[i];
                }
            }
        });
        return result;
    }

    /** Takes the rows of the result in their order. */
    private interface Rows {
        /** @param samples 0..255, channel after channel; good until the call ends */
        void take(int y, int[] samples);
    }

    private static void resize(byte[] pixels, int channels, int width, Taps across, Taps down, Rows rows) {
        int height = pixels.length / (channels * width);
        int rowValues = channels * across.first.length;
        // Of the source rows, already resized across, only those are kept that a target row can ask for, and one more,
        // since they are made in twos.
        int[][] window = new int[down.stride + 1][rowValues];
        long[] two = new long[channels * width];
        int[] sums = new int[rowValues];
        Optional<Taps> four = channels == 3 ? across.four(width) : Optional.empty();
        int next = 0;
        for (int y = 0; y < down.first.length; y++) {
            int end = down.first[y] + down.count[y];
            for (next = Math.max(next, down.first[y]); next < end; next += 2) {
                int below = Math.min(next + 1, height - 1);
                pack(pixels, next * two.length, below * two.length, two);
                int[] row = window[next % window.length];
                int[] rowBelow = window[(next + 1) % window.length];
                if (four.isPresent()) {
                    acrossByFour(two, four.get().first, four.get().weights, row, rowBelow);
                } else {
                    across(two, channels, across, row, rowBelow);
                }
                toSamples(row, across.signed);
                toSamples(rowBelow, across.signed);
            }
            Arrays.fill(sums, HALF);
            for (int t = 0; t < down.count[y]; t++) {
                add(window[(down.first[y] + t) % window.length], down.weights[y * down.stride + t], sums);
            }
            toSamples(sums, down.signed);
            rows.take(y, sums);
        }
    }

    /**
     * @param span part of the source, from its start, that becomes {@code newSize} positions
     * @param from first of the positions wanted
     * @param positions how many are wanted
     */
    private static Taps taps(int size, double span, int newSize, int from, int positions, Filter filter) {
        double scale = span / newSize;
        double filterScale = Math.max(scale, 1);
        double inverse = 1 / filterScale;
        double support = filter.support * filterScale;
        int stride = (int) Math.ceil(support) * 2 + 1;
        int[] first = new int[positions];
        int[] count = new int[positions];
        int[] weights = new int[positions * stride];
        double[] exact = new double[stride];
        for (int i = 0; i < positions; i++) {
            double centre = (from + i + 0.5) * scale;
            int start = Math.max((int) (centre - support + 0.5), 0);
            int taps = Math.min((int) (centre + support + 0.5), size) - start;
            double sum = 0;
            for (int t = 0; t < taps; t++) {
                exact[t] = filter.weight((t + start - centre + 0.5) * inverse);
                sum += exact[t];
            }
            for (int t = 0; t < taps; t++) {
                double weight = sum == 0 ? exact[t] : exact[t] / sum;
                double half = weight < 0 ? -0.5 : 0.5;
                weights[i * stride + t] = (int) (half + weight * (1 << PRECISION_BITS));
            }
            first[i] = start;
            count[i] = taps;
        }
        return new Taps(first, count, weights, stride, filter == Filter.CUBIC);
    }

    // Two source rows go across together, one in the lower and one in the upper half of each long: a sum takes 32
    // bits, so one multiplication does for both. That is exact with negative weights too, see lower and upper.

    private static void pack(byte[] pixels, int row, int below, long[] two) {
        for (int i = 0; i < two.length; i++) {
            two[i] = pixels[row + i] & 0xff | (long) (pixels[below + i] & 0xff) << 32;
        }
    }

    private static int lower(long sums) {
        return (int) sums;
    }

    /** A negative lower sum has borrowed from the upper one. */
    private static int upper(long sums) {
        return (int) (sums - (int) sums >> 32);
    }

    /** Sums over the taps of two rows; of the result, channel after channel. */
    private static void across(long[] two, int channels, Taps taps, int[] row, int[] below) {
        int positions = taps.first.length;
        for (int x = 0; x < positions; x++) {
            int weights = x * taps.stride;
            for (int c = 0, i = x, from = channels * taps.first[x]; c < channels; c++, i += positions, from++) {
                long sums = HALVES;
                for (int t = 0, p = from; t < taps.count[x]; t++, p += channels) {
                    sums += taps.weights[weights + t] * two[p];
                }
                row[i] = lower(sums);
                below[i] = upper(sums);
            }
        }
    }

    /** As {@link #across}, of three channels, with four taps each. */
    private static void acrossByFour(long[] two, int[] first, int[] weights, int[] row, int[] below) {
        int positions = first.length;
        for (int x = 0; x < positions; x++) {
            int p = 3 * first[x];
            long w0 = weights[4 * x];
            long w1 = weights[4 * x + 1];
            long w2 = weights[4 * x + 2];
            long w3 = weights[4 * x + 3];
            for (int c = 0; c < 3; c++) {
                long sums = HALVES + w0 * two[p + c] + w1 * two[p + c + 3] + w2 * two[p + c + 6] + w3 * two[p + c + 9];
                row[c * positions + x] = lower(sums);
                below[c * positions + x] = upper(sums);
            }
        }
    }

    /** A loop of its own, which the compiler turns into vector instructions. */
    private static void add(int[] row, int weight, int[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weight * row[i];
        }
    }

    /**
     * Fixed-point sums to samples 0..255. Loops of their own, which the compiler turns into vector instructions.
     *
     * @param signed whether there are negative weights; without them no sum leaves the range
     */
    private static void toSamples(int[] sums, boolean signed) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] >>= PRECISION_BITS;
        }
        if (signed) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] = Math.min(Math.max(sums[i], 0), 255);
            }
        }
    }
}
