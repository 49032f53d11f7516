package io.sessmonitor.scorer.lite;

import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.scenegraph.Embedder;
import io.sessmonitor.scorer.scenegraph.Embeddings;
import io.sessmonitor.scorer.scenegraph.RegionMask;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Embeds an object as the mean of the feature map over it, weighted by how much of each feature cell it covers, and the
 * picture as the plain mean. Where profile {@code reference} wants the object's picture with its background, the mean is
 * taken over its bounding box instead of its mask. Thread-safe.
 */
final class FeaturePooling implements Embedder<LiteSegmentation> {

    private final boolean wholeBox;

    FeaturePooling(Profile profile) {
        this.wholeBox = profile.method() == Profile.Method.REFERENCE;
    }

    @Override
    public Embeddings embed(RgbImage picture, LiteSegmentation segmentation) {
        return embed(segmentation.maps(), segmentation.masks());
    }

    Embeddings embed(LiteMaps maps, List<RegionMask> masks) {
        float[] features = byCell(maps);
        int[] weights = new int[maps.featureWidth() * maps.featureHeight()];
        double[][] objects = new double[masks.size()][];
        for (int i = 0; i < objects.length; i++) {
            Arrays.fill(weights, 0);
            weigh(maps, masks.get(i), weights);
            objects[i] = mean(features, weights, maps.channels());
        }
        Arrays.fill(weights, 1);
        return new Embeddings(mean(features, weights, maps.channels()), objects);
    }

    /** The feature map with the values of a cell side by side. */
    private static float[] byCell(LiteMaps maps) {
        int cells = maps.featureWidth() * maps.featureHeight();
        int channels = maps.channels();
        float[] features = new float[channels * cells];
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < cells; i++) {
                features[i * channels + c] = maps.features()[c * cells + i];
            }
        }
        return features;
    }

    /** Counts the object's grid cells in each feature cell. */
    private void weigh(LiteMaps maps, RegionMask mask, int[] weights) {
        int side = maps.cellsPerFeature();
        int width = mask.width();
        BitSet cells = mask.cells();
        if (wholeBox) {
            weighBox(mask, side, maps.featureWidth(), weights);
            return;
        }
        for (int from = cells.nextSetBit(0); from >= 0; ) {
            int y = from / width;
            int to = Math.min(cells.nextClearBit(from), (y + 1) * width);
            weighRun(y, from - y * width, to - y * width, side, maps.featureWidth(), weights);
            from = cells.nextSetBit(to);
        }
    }

    private static void weighBox(RegionMask mask, int side, int featureWidth, int[] weights) {
        RegionMask.Extent extent = mask.extent();
        int left = (int) Math.round(extent.x0() * mask.width());
        int right = (int) Math.round(extent.x1() * mask.width());
        int top = (int) Math.round(extent.y0() * mask.height());
        int bottom = (int) Math.round(extent.y1() * mask.height());
        for (int y = top; y < bottom; y++) {
            weighRun(y, left, right, side, featureWidth, weights);
        }
    }

    private static void weighRun(int y, int from, int to, int side, int featureWidth, int[] weights) {
        int row = y / side * featureWidth;
        for (int x = from; x < to; ) {
            int cell = x / side;
            int end = Math.min(to, (cell + 1) * side);
            weights[row + cell] += end - x;
            x = end;
        }
    }

    private static double[] mean(float[] features, int[] weights, int channels) {
        double[] mean = new double[channels];
        long total = 0;
        for (int cell = 0; cell < weights.length; cell++) {
            int weight = weights[cell];
            if (weight == 0) {
                continue;
            }
            total += weight;
            int at = cell * channels;
            for (int c = 0; c < channels; c++) {
                mean[c] += (double) weight * features[at + c];
            }
        }
        for (int c = 0; c < channels; c++) {
            mean[c] /= total;
        }
        return Embeddings.normalise(mean);
    }
}
