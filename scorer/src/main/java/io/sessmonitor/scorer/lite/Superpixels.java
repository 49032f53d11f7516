package io.sessmonitor.scorer.lite;

import java.util.Arrays;

/**
 * Cuts the grid into small connected regions: a watershed of the relief, which is the network's boundary plus the step
 * of the cell embeddings. Markers are the minima of the smoothed relief; the water rises by (highest relief on the way,
 * order of arrival).
 */
final class Superpixels {

    private static final int NONE = -1;

    private final int width;
    private final int height;
    private final LiteSettings settings;

    private Superpixels(int width, int height, LiteSettings settings) {
        this.width = width;
        this.height = height;
        this.settings = settings;
    }

    static Partition of(LiteMaps maps, LiteSettings settings) {
        Superpixels superpixels = new Superpixels(maps.width(), maps.height(), settings);
        double[] relief = superpixels.relief(maps);
        return superpixels.flood(relief, superpixels.minima(relief));
    }

    /** Boundary plus the largest step of the cell embedding to one of the four neighbours. */
    double[] relief(LiteMaps maps) {
        int cells = width * height;
        double[] right = new double[cells];
        double[] below = new double[cells];
        float[] pixels = maps.pixels();
        for (int d = 0; d < maps.depth(); d++) {
            int map = d * cells;
            // A row's last cell gets the step to the next row's first here; nobody reads it.
            for (int i = 0; i < cells - 1; i++) {
                double step = (double) pixels[map + i + 1] - pixels[map + i];
                right[i] += step * step;
            }
            for (int i = 0; i < cells - width; i++) {
                double step = (double) pixels[map + i + width] - pixels[map + i];
                below[i] += step * step;
            }
        }
        double[] relief = new double[cells];
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i++) {
                double squared = 0;
                if (x > 0) {
                    squared = right[i - 1];
                }
                if (x < width - 1) {
                    squared = Math.max(squared, right[i]);
                }
                if (y > 0) {
                    squared = Math.max(squared, below[i - width]);
                }
                if (y < height - 1) {
                    squared = Math.max(squared, below[i]);
                }
                relief[i] = maps.boundary()[i] + settings.reliefMix() * Math.sqrt(squared);
            }
        }
        return relief;
    }

    /** Cells whose smoothed relief is the lowest of the square window around them. */
    private boolean[] minima(double[] relief) {
        double[] smooth = GaussianBlur.smooth(relief, width, height, settings.smoothSigma());
        int radius = settings.minimaRadius();
        double[] columns = new double[smooth.length];
        for (int y = 0; y < height; y++) {
            int target = y * width;
            System.arraycopy(smooth, target, columns, target, width);
            for (int other = Math.max(0, y - radius); other <= Math.min(height - 1, y + radius); other++) {
                for (int x = 0; x < width; x++) {
                    columns[target + x] = Math.min(columns[target + x], smooth[other * width + x]);
                }
            }
        }
        boolean[] minimum = new boolean[smooth.length];
        for (int y = 0; y < height; y++) {
            int row = y * width;
            for (int x = 0; x < width; x++) {
                double lowest = columns[row + x];
                for (int other = Math.max(0, x - radius); other <= Math.min(width - 1, x + radius); other++) {
                    lowest = Math.min(lowest, columns[row + other]);
                }
                minimum[row + x] = smooth[row + x] == lowest;
            }
        }
        return minimum;
    }

    /** Numbers the connected groups of marked cells in row-major order of their first cells. */
    private int number(boolean[] marked, int[] labels) {
        int[] stack = new int[labels.length];
        int count = 0;
        for (int start = 0; start < labels.length; start++) {
            if (!marked[start] || labels[start] != NONE) {
                continue;
            }
            int top = 0;
            stack[top++] = start;
            labels[start] = count;
            while (top > 0) {
                int cell = stack[--top];
                for (int side = 0; side < 4; side++) {
                    int next = neighbour(cell, side);
                    if (next != NONE && marked[next] && labels[next] == NONE) {
                        labels[next] = count;
                        stack[top++] = next;
                    }
                }
            }
            count++;
        }
        return count;
    }

    /**
     * A priority flood without a heap: the water only rises and each cell enters once, so a queue for each height that
     * occurs, emptied in the order of heights, gives the order (height, arrival).
     */
    private Partition flood(double[] relief, boolean[] marked) {
        int cells = relief.length;
        int[] labels = new int[cells];
        Arrays.fill(labels, NONE);
        int count = number(marked, labels);
        int[] rank = Ranks.of(relief);
        int[] head = new int[cells];
        int[] tail = new int[cells];
        int[] next = new int[cells];
        Arrays.fill(head, NONE);
        for (int cell = 0; cell < cells; cell++) {
            if (labels[cell] != NONE) {
                enqueue(cell, rank[cell], head, tail, next);
            }
        }
        for (int water = 0; water < cells; water++) {
            // The queue may grow while it is emptied.
            for (int cell = head[water]; cell != NONE; cell = next[cell]) {
                for (int side = 0; side < 4; side++) {
                    int other = neighbour(cell, side);
                    if (other != NONE && labels[other] == NONE) {
                        labels[other] = labels[cell];
                        enqueue(other, Math.max(water, rank[other]), head, tail, next);
                    }
                }
            }
        }
        return new Partition(width, height, count, labels);
    }

    private static void enqueue(int cell, int rank, int[] head, int[] tail, int[] next) {
        next[cell] = NONE;
        if (head[rank] == NONE) {
            head[rank] = cell;
        } else {
            next[tail[rank]] = cell;
        }
        tail[rank] = cell;
    }

    /** The cell above, below, left (sides 0, 1, 2) or right of a cell, or {@link #NONE} at the edge. */
    private int neighbour(int cell, int side) {
        switch (side) {
            case 0:
                return cell >= width ? cell - width : NONE;
            case 1:
                return cell < width * (height - 1) ? cell + width : NONE;
            case 2:
                return cell % width > 0 ? cell - 1 : NONE;
            default:
                return cell % width < width - 1 ? cell + 1 : NONE;
        }
    }
}
