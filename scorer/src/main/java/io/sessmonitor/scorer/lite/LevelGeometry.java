package io.sessmonitor.scorer.lite;

import java.util.Arrays;

/**
 * Size, place and contacts of the regions of one level, summed up from the superpixels they consist of. All places and
 * areas are shares of the picture.
 */
final class LevelGeometry {

    final int count;

    /** Cells along the grid, to turn shares into proportions. */
    final double gridWidth;

    final double gridHeight;

    /** By region. */
    final double[] area;

    final double[] centroidX;
    final double[] centroidY;
    final double[] left;
    final double[] right;
    final double[] top;
    final double[] bottom;

    /** Cell sides that are not between two cells of the region. */
    final int[] perimeter;

    /** By two regions a, b at {@code a * count + b}: cell pairs with a directly above b; and side by side (symmetric). */
    final int[] above;

    final int[] beside;

    LevelGeometry(SuperpixelGraph graph, RegionLevel level) {
        count = level.count();
        gridWidth = graph.partition.width();
        gridHeight = graph.partition.height();
        area = new double[count];
        centroidX = new double[count];
        centroidY = new double[count];
        left = new double[count];
        right = new double[count];
        top = new double[count];
        bottom = new double[count];
        perimeter = new int[count];
        above = new int[count * count];
        beside = new int[count * count];
        place(graph, level.regionOf());
        touch(graph, level.regionOf());
    }

    private void place(SuperpixelGraph graph, int[] regionOf) {
        long[] cells = new long[count];
        long[] sumX = new long[count];
        long[] sumY = new long[count];
        Arrays.fill(left, Double.MAX_VALUE);
        Arrays.fill(top, Double.MAX_VALUE);
        for (int p = 0; p < graph.count; p++) {
            int r = regionOf[p];
            cells[r] += graph.area[p];
            sumX[r] += graph.sumX[p];
            sumY[r] += graph.sumY[p];
            left[r] = Math.min(left[r], graph.left[p] / gridWidth);
            right[r] = Math.max(right[r], (graph.right[p] + 1) / gridWidth);
            top[r] = Math.min(top[r], graph.top[p] / gridHeight);
            bottom[r] = Math.max(bottom[r], (graph.bottom[p] + 1) / gridHeight);
            perimeter[r] += graph.border[p];
        }
        for (int r = 0; r < count; r++) {
            area[r] = cells[r] / (gridWidth * gridHeight);
            centroidX[r] = ((double) sumX[r] / cells[r] + 0.5) / gridWidth;
            centroidY[r] = ((double) sumY[r] / cells[r] + 0.5) / gridHeight;
        }
    }

    private void touch(SuperpixelGraph graph, int[] regionOf) {
        for (int e = 0; e < graph.contacts; e++) {
            int a = regionOf[graph.first[e]];
            int b = regionOf[graph.second[e]];
            if (a == b) {
                continue;
            }
            above[a * count + b] += graph.firstAbove[e];
            above[b * count + a] += graph.secondAbove[e];
            beside[a * count + b] += graph.beside[e];
            beside[b * count + a] += graph.beside[e];
            int sides = graph.firstAbove[e] + graph.secondAbove[e] + graph.beside[e];
            perimeter[a] += sides;
            perimeter[b] += sides;
        }
    }
}
