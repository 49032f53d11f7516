package io.sessmonitor.scorer.scenegraph;

import io.sessmonitor.scorer.decode.RgbImage;
import java.util.List;

/** Says how much each object of a picture matters to an onlooker. Thread-safe; made for one profile. */
public interface Importance {

    /** Sum of the picture's saliency over each mask, not negative; in the order of {@code masks}. */
    double[] saliency(RgbImage picture, List<RegionMask> masks);

    /**
     * The objects' weights as the profile defines them; they sum to 1.
     *
     * @param saliency of each object, as {@link #saliency} gives it
     * @param relations between these objects
     */
    double[] weights(double[] saliency, List<Relation> relations);
}
