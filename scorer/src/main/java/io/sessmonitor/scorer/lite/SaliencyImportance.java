package io.sessmonitor.scorer.lite;

import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.match.NodeImportance;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.scenegraph.Importance;
import io.sessmonitor.scorer.scenegraph.RegionMask;
import io.sessmonitor.scorer.scenegraph.Relation;
import java.util.BitSet;
import java.util.List;

/** Importance by spectral-residual saliency: what catches the eye counts more. Thread-safe. */
final class SaliencyImportance implements Importance {

    private final SpectralResidual saliency;
    private final double floor;
    private final Profile profile;

    /** @param floor added to every object's saliency before it becomes a weight */
    SaliencyImportance(SpectralResidual saliency, double floor, Profile profile) {
        this.saliency = saliency;
        this.floor = floor;
        this.profile = profile;
    }

    @Override
    public double[] saliency(RgbImage picture, List<RegionMask> masks) {
        double[] sums = new double[masks.size()];
        if (masks.isEmpty()) {
            return sums;
        }
        int width = masks.get(0).width();
        double[] onGrid = onGrid(
                saliency.of(picture), saliency.size(), width, masks.get(0).height());
        for (int m = 0; m < sums.length; m++) {
            BitSet cells = masks.get(m).cells();
            for (int from = cells.nextSetBit(0); from >= 0; ) {
                int to = cells.nextClearBit(from);
                for (int i = from; i < to; i++) {
                    sums[m] += onGrid[i];
                }
                from = cells.nextSetBit(to);
            }
        }
        return sums;
    }

    /** The map on the masks' grid, each grid cell taking the value of the map cell its upper left corner falls into. */
    private static double[] onGrid(double[] map, int size, int width, int height) {
        double[] values = new double[width * height];
        for (int y = 0, i = 0; y < height; y++) {
            int row = y * size / height * size;
            for (int x = 0; x < width; x++, i++) {
                values[i] = map[row + x * size / width];
            }
        }
        return values;
    }

    @Override
    public double[] weights(double[] saliency, List<Relation> relations) {
        double[] lifted = saliency.clone();
        for (int i = 0; i < lifted.length; i++) {
            lifted[i] += floor;
        }
        return NodeImportance.of(
                profile,
                lifted,
                relations.stream().mapToInt(Relation::subject).toArray(),
                relations.stream().mapToInt(Relation::object).toArray(),
                relations.stream().mapToDouble(Relation::confidence).toArray());
    }
}
