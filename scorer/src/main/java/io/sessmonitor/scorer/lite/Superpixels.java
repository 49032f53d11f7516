package io.sessmonitor.scorer.lite;

import java.util.Arrays;

/**
 * Cuts the grid into small connected regions: a watershed of the relief, which is the network's boundary plus the step
 * of the cell embeddings. Markers are the minima of the smoothed relief; the water rises by (highest relief on the way,
 * order of arrival).
 */
final class Superpixels {

    private static final int NONE = -1;
    private static final int MARKED = -2;
    private static final int RIM = -3;

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
        double[] map = new double[cells];
        for (int d = 0; d < maps.depth(); d++) {
            // Apart from the rest, which the compiler then turns into vector instructions.
            for (int i = 0, from = d * cells; i < cells; i++) {
                map[i] = maps.pixels()[from + i];
            }
            // A row's last cell gets the step to the next row's first here; nobody reads it.
            addSteps(map, 1, right);
            addSteps(map, width, below);
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

    /** Adds each cell's squared step to the cell {@code distance} further. */
    private static void addSteps(double[] map, int distance, double[] squares) {
        for (int i = 0; i < map.length - distance; i++) {
            double step = map[i + distance] - map[i];
            squares[i] += step * step;
        }
    }

    /** Cells whose smoothed relief is the lowest of the square window around them. */
    private boolean[] minima(double[] relief) {
        double[] smooth = GaussianBlur.smooth(relief, width, height, settings.smoothSigma());
        boolean[] minimum = new boolean[smooth.length];
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i++) {
                minimum[i] = !isUndercut(smooth, x, y);
            }
        }
        return minimum;
    }

    /** Whether a cell of the window around this one lies lower. Nearly all are, by one of the first looked at. */
    private boolean isUndercut(double[] values, int x, int y) {
        int radius = settings.minimaRadius();
        double value = values[y * width + x];
        int left = Math.max(0, x - radius);
        int right = Math.min(width - 1, x + radius);
        for (int row = Math.max(0, y - radius); row <= Math.min(height - 1, y + radius); row++) {
            for (int i = row * width + left; i <= row * width + right; i++) {
                if (values[i] < value) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * A priority flood without a heap: the water only rises and each cell enters once, so a queue for each height that
     * occurs, emptied in the order of heights, gives the order (height, arrival). The grid has a rim of one cell around it
     * meanwhile, so that every cell has four neighbours.
     */
    private Partition flood(double[] relief, boolean[] marked) {
        int stride = width + 2;
        int cells = stride * (height + 2);
        int[] labels = new int[cells];
        int[] rank = new int[cells];
        Arrays.fill(labels, RIM);
        int[] rankOf = Ranks.of(relief);
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0, cell = (y + 1) * stride + 1; x < width; x++, i++, cell++) {
                labels[cell] = marked[i] ? MARKED : NONE;
                rank[cell] = rankOf[i];
            }
        }
        int[] around = {-stride, stride, -1, 1};
        int count = number(labels, around);
        int[] head = new int[relief.length];
        int[] tail = new int[relief.length];
        int[] next = new int[cells];
        Arrays.fill(head, NONE);
        for (int cell = 0; cell < cells; cell++) {
            if (labels[cell] >= 0) {
                enqueue(cell, rank[cell], head, tail, next);
            }
        }
        for (int water = 0; water < head.length; water++) {
            // The queue may grow while it is emptied.
            for (int cell = head[water]; cell != NONE; cell = next[cell]) {
                for (int step : around) {
                    int other = cell + step;
                    if (labels[other] == NONE) {
                        labels[other] = labels[cell];
                        enqueue(other, Math.max(water, rank[other]), head, tail, next);
                    }
                }
            }
        }
        int[] inside = new int[relief.length];
        for (int y = 0; y < height; y++) {
            System.arraycopy(labels, (y + 1) * stride + 1, inside, y * width, width);
        }
        return new Partition(width, height, count, inside);
    }

    /** Numbers the connected groups of marked cells in row-major order of their first cells. */
    private static int number(int[] labels, int[] around) {
        int[] stack = new int[labels.length];
        int count = 0;
        for (int start = 0; start < labels.length; start++) {
            if (labels[start] != MARKED) {
                continue;
            }
            int top = 0;
            stack[top++] = start;
            labels[start] = count;
            while (top > 0) {
                int cell = stack[--top];
                for (int step : around) {
                    if (labels[cell + step] == MARKED) {
                        labels[cell + step] = count;
                        stack[top++] = cell + step;
                    }
                }
            }
            count++;
        }
        return count;
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
}
