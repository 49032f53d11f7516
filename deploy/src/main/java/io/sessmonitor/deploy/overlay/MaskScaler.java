package io.sessmonitor.deploy.overlay;

import io.sessmonitor.scorer.scenegraph.RegionMask;
import java.util.Arrays;
import java.util.List;

/** Brings masks from their grid to another size: a pixel belongs to a mask when at least half of its weight does. */
public final class MaskScaler {

    private MaskScaler() {}

    /**
     * One mask at a picture's size, smooth along its edge.
     *
     * @return width x height, row-major
     */
    public static boolean[] scale(RegionMask mask, int width, int height) {
        int[] top = new int[mask.width() * mask.height()];
        Arrays.fill(top, -1);
        for (int i = mask.cells().nextSetBit(0); i >= 0; i = mask.cells().nextSetBit(i + 1)) {
            top[i] = 0;
        }
        int[] labels = scaleLabels(top, mask.width(), mask.height(), width, height);
        boolean[] scaled = new boolean[labels.length];
        for (int i = 0; i < labels.length; i++) {
            scaled[i] = labels[i] == 0;
        }
        return scaled;
    }

    /**
     * Which mask each pixel shows when the masks are painted in order, the last one on top.
     *
     * @return index into {@code masks} or -1, width x height, row-major
     */
    static int[] topmost(List<RegionMask> masks, int width, int height) {
        int[] all = new int[width * height];
        Arrays.fill(all, -1);
        if (masks.isEmpty()) {
            return all;
        }
        int gridWidth = masks.get(0).width();
        int gridHeight = masks.get(0).height();
        int[] top = new int[gridWidth * gridHeight];
        Arrays.fill(top, -1);
        for (int m = 0; m < masks.size(); m++) {
            RegionMask mask = masks.get(m);
            for (int i = mask.cells().nextSetBit(0); i >= 0; i = mask.cells().nextSetBit(i + 1)) {
                top[i] = m;
            }
        }
        return scaleLabels(top, gridWidth, gridHeight, width, height);
    }

    /** Each pixel takes the label with the largest bilinear weight among the four cells around it. */
    private static int[] scaleLabels(int[] cells, int gridWidth, int gridHeight, int width, int height) {
        int[] labels = new int[width * height];
        for (int y = 0; y < height; y++) {
            double gy = Math.max(0, Math.min(gridHeight - 1, (y + 0.5) * gridHeight / height - 0.5));
            int y0 = (int) gy;
            int y1 = Math.min(gridHeight - 1, y0 + 1);
            double fy = gy - y0;
            for (int x = 0; x < width; x++) {
                double gx = Math.max(0, Math.min(gridWidth - 1, (x + 0.5) * gridWidth / width - 0.5));
                int x0 = (int) gx;
                int x1 = Math.min(gridWidth - 1, x0 + 1);
                double fx = gx - x0;
                int a = cells[y0 * gridWidth + x0];
                int b = cells[y0 * gridWidth + x1];
                int c = cells[y1 * gridWidth + x0];
                int d = cells[y1 * gridWidth + x1];
                labels[y * width + x] = a == b && c == d && a == c ? a : heaviest(a, b, c, d, fx, fy);
            }
        }
        return labels;
    }

    private static int heaviest(int a, int b, int c, int d, double fx, double fy) {
        double wa = (1 - fx) * (1 - fy);
        double wb = fx * (1 - fy);
        double wc = (1 - fx) * fy;
        double wd = fx * fy;
        double sumA = wa + (b == a ? wb : 0) + (c == a ? wc : 0) + (d == a ? wd : 0);
        double sumB = wb + (a == b ? wa : 0) + (c == b ? wc : 0) + (d == b ? wd : 0);
        double sumC = wc + (a == c ? wa : 0) + (b == c ? wb : 0) + (d == c ? wd : 0);
        double sumD = wd + (a == d ? wa : 0) + (b == d ? wb : 0) + (c == d ? wc : 0);
        double best = Math.max(Math.max(sumA, sumB), Math.max(sumC, sumD));
        return best == sumA ? a : best == sumB ? b : best == sumC ? c : d;
    }
}
