package io.sessmonitor.scorer.full;

import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.decode.Thumbnail;
import io.sessmonitor.scorer.match.NodeImportance;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.saliency.OpenCvSaliency;
import io.sessmonitor.scorer.scenegraph.Importance;
import io.sessmonitor.scorer.scenegraph.RegionMask;
import io.sessmonitor.scorer.scenegraph.Relation;
import java.util.BitSet;
import java.util.List;

/** Importance by OpenCV's saliency, summed over the masks' pixels. Thread-safe. */
final class OpenCvImportance implements Importance {

    private final Profile profile;
    private final int maxWidth;

    /** @param maxWidth wider pictures are reduced to it, as for the masks */
    OpenCvImportance(Profile profile, int maxWidth) {
        this.profile = profile;
        this.maxWidth = maxWidth;
    }

    @Override
    public double[] saliency(RgbImage picture, List<RegionMask> masks) {
        double[] sums = new double[masks.size()];
        if (masks.isEmpty()) {
            return sums;
        }
        float[] saliency = OpenCvSaliency.of(Thumbnail.noWiderThan(picture, maxWidth));
        for (int m = 0; m < sums.length; m++) {
            BitSet cells = masks.get(m).cells();
            for (int from = cells.nextSetBit(0); from >= 0; ) {
                int to = cells.nextClearBit(from);
                for (int i = from; i < to; i++) {
                    sums[m] += saliency[i];
                }
                from = cells.nextSetBit(to);
            }
        }
        return sums;
    }

    @Override
    public double[] weights(double[] saliency, List<Relation> relations) {
        return NodeImportance.of(
                profile,
                saliency,
                relations.stream().mapToInt(Relation::subject).toArray(),
                relations.stream().mapToInt(Relation::object).toArray(),
                relations.stream().mapToDouble(Relation::confidence).toArray());
    }
}
