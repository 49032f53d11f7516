package io.sessmonitor.scorer.lite;

import io.sessmonitor.scorer.scenegraph.RegionMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Chooses the objects among the regions of all levels: largest first (ties: lower level, then lower region), without
 * those that nearly coincide with one already chosen. A region that flips between two merges at one level is still there
 * at another, which makes scores steady.
 *
 * @param masks of the chosen regions
 * @param nodeOf by level and region: the object that stands for the region, itself or the one it nearly coincides with
 */
record NodeSelection(List<RegionMask> masks, int[][] nodeOf) {

    static NodeSelection of(SuperpixelGraph graph, List<RegionLevel> levels, double duplicateIou) {
        int[] start = new int[levels.size() + 1];
        for (int l = 0; l < levels.size(); l++) {
            start[l + 1] = start[l] + levels.get(l).count();
        }
        int regions = start[levels.size()];
        int[] overlaps = overlaps(graph, levels, start);
        int[] node = new int[regions];
        int[] chosen = new int[regions];
        int nodes = 0;
        for (int region : largestFirst(overlaps, regions)) {
            int same = 0;
            while (same < nodes && !(iou(overlaps, regions, region, chosen[same]) > duplicateIou)) {
                same++;
            }
            node[region] = same;
            if (same == nodes) {
                chosen[nodes++] = region;
            }
        }
        int[][] nodeOf = new int[levels.size()][];
        int[][] chosenAs = new int[levels.size()][];
        for (int l = 0; l < levels.size(); l++) {
            int count = levels.get(l).count();
            nodeOf[l] = new int[count];
            chosenAs[l] = new int[count];
            for (int r = 0; r < count; r++) {
                int of = node[start[l] + r];
                nodeOf[l][r] = of;
                chosenAs[l][r] = chosen[of] == start[l] + r ? of : -1;
            }
        }
        return new NodeSelection(masks(graph.partition, levels, chosenAs, nodes), nodeOf);
    }

    /** Cells shared by each two regions, all levels' regions numbered through; the areas are on the diagonal. */
    private static int[] overlaps(SuperpixelGraph graph, List<RegionLevel> levels, int[] start) {
        int regions = start[levels.size()];
        int[] overlaps = new int[regions * regions];
        for (int a = 0; a < levels.size(); a++) {
            int[] inA = levels.get(a).regionOf();
            for (int b = 0; b < levels.size(); b++) {
                int[] inB = levels.get(b).regionOf();
                for (int p = 0; p < graph.count; p++) {
                    overlaps[(start[a] + inA[p]) * regions + start[b] + inB[p]] += graph.area[p];
                }
            }
        }
        return overlaps;
    }

    private static double iou(int[] overlaps, int regions, int a, int b) {
        int intersection = overlaps[a * regions + b];
        int union = overlaps[a * regions + a] + overlaps[b * regions + b] - intersection;
        return (double) intersection / union;
    }

    private static int[] largestFirst(int[] overlaps, int regions) {
        // Sorting (smallness, region) as one number keeps ties in the order of levels and regions.
        long[] keys = new long[regions];
        for (int r = 0; r < regions; r++) {
            keys[r] = (long) -overlaps[r * regions + r] << 32 | r;
        }
        Arrays.sort(keys);
        int[] order = new int[regions];
        for (int i = 0; i < regions; i++) {
            order[i] = (int) keys[i];
        }
        return order;
    }

    private static List<RegionMask> masks(Partition cells, List<RegionLevel> levels, int[][] chosenAs, int nodes) {
        int[] labels = cells.labels();
        long[][] words = new long[nodes][labels.length + 63 >> 6];
        for (int l = 0; l < levels.size(); l++) {
            int[] nodeOfSuperpixel = levels.get(l).regionOf().clone();
            for (int p = 0; p < nodeOfSuperpixel.length; p++) {
                nodeOfSuperpixel[p] = chosenAs[l][nodeOfSuperpixel[p]];
            }
            for (int i = 0; i < labels.length; i++) {
                int node = nodeOfSuperpixel[labels[i]];
                if (node >= 0) {
                    words[node][i >> 6] |= 1L << i;
                }
            }
        }
        List<RegionMask> masks = new ArrayList<>(nodes);
        for (long[] mask : words) {
            masks.add(new RegionMask(cells.width(), cells.height(), BitSet.valueOf(mask)));
        }
        return masks;
    }
}
