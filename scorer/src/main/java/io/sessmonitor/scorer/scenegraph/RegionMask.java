package io.sessmonitor.scorer.scenegraph;

import java.util.BitSet;

/**
 * Cells of a grid that an object covers, row-major. The grid spans the whole picture, whatever the picture's size. Do
 * not change the bits.
 *
 * @param width cells a row
 * @param height rows
 */
public record RegionMask(int width, int height, BitSet cells) {

    public RegionMask {
        if (width < 1 || height < 1 || cells.length() > (long) width * height) {
            throw new IllegalArgumentException(
                    "a grid of " + width + "x" + height + " has no cell " + (cells.length() - 1));
        }
    }

    /**
     * Where a mask lies, all in shares of the picture, 0..1.
     *
     * @param area share of the picture's area
     * @param centroidY mean of the cells' middles, share of the height
     * @param centroidX mean of the cells' middles, share of the width
     * @param x0 left edge
     * @param y0 upper edge
     * @param x1 right edge: one past the last column
     * @param y1 lower edge: one past the last row
     */
    public record Extent(double area, double centroidY, double centroidX, double x0, double y0, double x1, double y1) {

        /** x0, y0, x1, y1. */
        public double[] box() {
            return new double[] {x0, y0, x1, y1};
        }
    }

    public boolean covers(int x, int y) {
        return cells.get(y * width + x);
    }

    public int count() {
        return cells.cardinality();
    }

    /** Where the mask lies; of an empty mask everything is 0. */
    public Extent extent() {
        long count = 0;
        long sumX = 0;
        long sumY = 0;
        int left = width;
        int right = 0;
        int top = height;
        int bottom = 0;
        // Run by run, a run ending with its row at the latest.
        for (int from = cells.nextSetBit(0); from >= 0; ) {
            int y = from / width;
            int to = Math.min(cells.nextClearBit(from), (y + 1) * width);
            int first = from - y * width;
            int last = to - 1 - y * width;
            int run = to - from;
            count += run;
            sumX += (long) run * (first + last);
            sumY += (long) run * y;
            left = Math.min(left, first);
            right = Math.max(right, last + 1);
            top = Math.min(top, y);
            bottom = y + 1;
            from = cells.nextSetBit(to);
        }
        if (count == 0) {
            return new Extent(0, 0, 0, 0, 0, 0, 0);
        }
        double w = width;
        double h = height;
        return new Extent(
                count / (w * h),
                ((double) sumY / count + 0.5) / h,
                (sumX / 2.0 / count + 0.5) / w,
                left / w,
                top / h,
                right / w,
                bottom / h);
    }
}
