package io.sessmonitor.scorer.full;

import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.scenegraph.RegionMask;
import io.sessmonitor.scorer.scenegraph.Relation;
import io.sessmonitor.scorer.scenegraph.Segmentation;
import java.util.List;

/**
 * The nodes of a picture and their relations.
 *
 * @param photo the picture, reduced when it was too wide
 * @param masks on the pixels of {@code photo}, the largest first
 * @param relations between them, ascending by subject, then object; each mask has one unless it is alone
 */
record FullSegmentation(RgbImage photo, List<RegionMask> masks, List<Relation> relations) implements Segmentation {

    FullSegmentation {
        masks = List.copyOf(masks);
        relations = List.copyOf(relations);
    }
}
