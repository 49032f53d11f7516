package io.sessmonitor.scorer.decode;

import java.util.Arrays;

/**
 * Reduces pictures as Pillow's {@code Image.thumbnail} does with its defaults: the largest size of the same shape within
 * the bounds, bicubic; where a side shrinks by 4 or more, means of whole blocks are taken first.
 */
public final class Thumbnail {

    /** Pillow's {@code reducing_gap}: blocks leave at least twice the wanted size. */
    private static final double GAP = 2;

    private Thumbnail() {}

    /**
     * The picture no wider than {@code maxWidth}, its height in proportion; the picture itself when it is not wider.
     *
     * @param maxWidth at least 1
     */
    public static RgbImage noWiderThan(RgbImage picture, int maxWidth) {
        if (picture.width() <= maxWidth) {
            return picture;
        }
        int maxHeight = Math.max(1, (int) ((double) maxWidth * picture.height() / picture.width()));
        double aspect = (double) picture.width() / picture.height();
        int width = maxWidth;
        int height = maxHeight;
        if ((double) maxWidth / maxHeight >= aspect) {
            double exact = maxHeight * aspect;
            width = closer(exact, n -> Math.abs(aspect - n / maxHeight));
        } else {
            double exact = maxWidth / aspect;
            height = closer(exact, n -> n == 0 ? 0 : Math.abs(aspect - maxWidth / n));
        }
        return resize(picture, width, height);
    }

    private interface Error {
        double of(double whole);
    }

    /** The whole number below or above, whichever has the smaller error (below, if they are equal); at least 1. */
    private static int closer(double exact, Error error) {
        double below = Math.floor(exact);
        double above = Math.ceil(exact);
        return (int) Math.max(1, error.of(above) < error.of(below) ? above : below);
    }

    private static RgbImage resize(RgbImage picture, int width, int height) {
        int across = block(picture.width(), width);
        int down = block(picture.height(), height);
        if (across == 1 && down == 1) {
            return PictureResize.resize(picture, width, height, PictureResize.Filter.CUBIC);
        }
        return PictureResize.resize(
                means(picture, across, down),
                // Pillow hands these on in single precision.
                (float) ((double) picture.width() / across),
                (float) ((double) picture.height() / down),
                width,
                height,
                PictureResize.Filter.CUBIC);
    }

    private static int block(int size, int newSize) {
        return Math.max(1, (int) ((double) size / newSize / GAP));
    }

    /** Means of blocks, those at the right and lower edges smaller where the size is no multiple of the block. */
    private static RgbImage means(RgbImage picture, int across, int down) {
        int width = (picture.width() + across - 1) / across;
        int height = (picture.height() + down - 1) / down;
        byte[] result = new byte[3 * width * height];
        int[] sums = new int[3 * width];
        for (int y = 0; y < height; y++) {
            int top = y * down;
            int bottom = Math.min(top + down, picture.height());
            Arrays.fill(sums, 0);
            for (int row = top; row < bottom; row++) {
                addBlocks(picture, row, across, sums);
            }
            for (int x = 0; x < width; x++) {
                int cells = (bottom - top) * (Math.min((x + 1) * across, picture.width()) - x * across);
                long factor = (1L << 32) / (256L * cells);
                for (int c = 0; c < 3; c++) {
                    result[3 * (y * width + x) + c] = (byte) ((sums[3 * x + c] + cells / 2) * factor >> 24);
                }
            }
        }
        return new RgbImage(width, height, result);
    }

    private static void addBlocks(RgbImage picture, int row, int across, int[] sums) {
        byte[] rgb = picture.rgb();
        int p = 3 * row * picture.width();
        for (int x = 0, block = 0; x < picture.width(); block += 3) {
            for (int end = Math.min(x + across, picture.width()); x < end; x++, p += 3) {
                sums[block] += rgb[p] & 0xff;
                sums[block + 1] += rgb[p + 1] & 0xff;
                sums[block + 2] += rgb[p + 2] & 0xff;
            }
        }
    }
}
