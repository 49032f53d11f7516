package io.sessmonitor.scorer.lite;

import java.util.Arrays;

/**
 * Everything that merging and relations want to know of the superpixels, counted in one pass over the grid: their size,
 * place and mean cell embedding, and of each two that touch, along which sides and how strong the boundary is there.
 * Whatever is asked of a union of superpixels later is a sum over them. Written once, then only read.
 */
final class SuperpixelGraph {

    final Partition partition;
    final int count;
    final int depth;

    /** By superpixel. */
    final int[] area;

    final long[] sumX;
    final long[] sumY;
    final int[] left;
    final int[] top;

    /** Last column and row. */
    final int[] right;

    final int[] bottom;

    /** Cell sides on the picture's border. */
    final int[] border;

    /** Sum of the cell embeddings, {@code depth} values a superpixel. */
    final double[] pixelSums;

    /** By contact: the two superpixels, {@code first < second}. */
    int contacts;

    int[] first;
    int[] second;

    /** Cell pairs side by side, with the first above the second, and with the second above the first. */
    int[] beside;

    int[] firstAbove;
    int[] secondAbove;

    /** Sum of the boundary along the contact, of each cell pair the stronger cell. */
    double[] boundary;

    private long[] slotKeys;
    private int[] slotContacts;

    SuperpixelGraph(Partition partition, LiteMaps maps) {
        this.partition = partition;
        this.count = partition.count();
        this.depth = maps.depth();
        area = new int[count];
        sumX = new long[count];
        sumY = new long[count];
        left = new int[count];
        top = new int[count];
        right = new int[count];
        bottom = new int[count];
        border = new int[count];
        pixelSums = new double[count * depth];
        Arrays.fill(left, Integer.MAX_VALUE);
        Arrays.fill(top, Integer.MAX_VALUE);
        measure(maps.pixels());
        // Superpixels are connected, so their contacts form a planar graph: fewer than three a superpixel.
        int most = Math.max(3 * count, 1);
        first = new int[most];
        second = new int[most];
        beside = new int[most];
        firstAbove = new int[most];
        secondAbove = new int[most];
        boundary = new double[most];
        int slots = Integer.highestOneBit(most) * 4;
        slotKeys = new long[slots];
        slotContacts = new int[slots];
        Arrays.fill(slotKeys, -1);
        findContacts(maps.boundary());
        slotKeys = null;
        slotContacts = null;
    }

    /** Cells of the whole grid. */
    int cells() {
        return partition.labels().length;
    }

    /** Run by run of cells of one superpixel in a row: that is less work than cell by cell. */
    private void measure(float[] pixels) {
        int[] labels = partition.labels();
        int width = partition.width();
        int height = partition.height();
        for (int y = 0; y < height; y++) {
            int row = y * width;
            for (int x = 0, end; x < width; x = end) {
                int p = labels[row + x];
                for (end = x + 1; end < width && labels[row + end] == p; ) {
                    end++;
                }
                area[p] += end - x;
                sumX[p] += (long) (end - x) * (x + end - 1) / 2;
                sumY[p] += (long) (end - x) * y;
                left[p] = Math.min(left[p], x);
                right[p] = Math.max(right[p], end - 1);
                top[p] = Math.min(top[p], y);
                bottom[p] = y;
                addPixels(pixels, row + x, row + end, p);
            }
        }
        for (int x = 0; x < width; x++) {
            border[labels[x]]++;
            border[labels[(height - 1) * width + x]]++;
        }
        for (int y = 0; y < height; y++) {
            border[labels[y * width]]++;
            border[labels[y * width + width - 1]]++;
        }
    }

    private void addPixels(float[] pixels, int from, int to, int p) {
        for (int d = 0, map = 0; d < depth; d++, map += cells()) {
            double sum = pixelSums[p * depth + d];
            for (int i = from; i < to; i++) {
                sum += pixels[map + i];
            }
            pixelSums[p * depth + d] = sum;
        }
    }

    private void findContacts(float[] strength) {
        int[] labels = partition.labels();
        int width = partition.width();
        int height = partition.height();
        for (int y = 0, i = 0; y < height; y++, i++) {
            for (int x = 1; x < width; x++, i++) {
                int p = labels[i];
                int q = labels[i + 1];
                if (p != q) {
                    int contact = contact(p, q);
                    beside[contact]++;
                    boundary[contact] += Math.max(strength[i], strength[i + 1]);
                }
            }
        }
        for (int i = 0; i < labels.length - width; i++) {
            int p = labels[i];
            int q = labels[i + width];
            if (p != q) {
                int contact = contact(p, q);
                if (p < q) {
                    firstAbove[contact]++;
                } else {
                    secondAbove[contact]++;
                }
                boundary[contact] += Math.max(strength[i], strength[i + width]);
            }
        }
    }

    private int contact(int p, int q) {
        int low = Math.min(p, q);
        int high = Math.max(p, q);
        long key = (long) low << 32 | high;
        int mask = slotKeys.length - 1;
        int slot = (int) (key * 0x9E3779B97F4A7C15L >>> 33) & mask;
        while (slotKeys[slot] != key) {
            if (slotKeys[slot] == -1) {
                slotKeys[slot] = key;
                slotContacts[slot] = contacts;
                first[contacts] = low;
                second[contacts] = high;
                return contacts++;
            }
            slot = slot + 1 & mask;
        }
        return slotContacts[slot];
    }
}
