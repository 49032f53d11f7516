package io.sessmonitor.scorer.lite;

import io.sessmonitor.scorer.scenegraph.RegionMask;
import io.sessmonitor.scorer.scenegraph.Segmentation;
import java.util.List;

/**
 * What the lite recipe knows of a picture once it is segmented; its arrays are only read from here on.
 *
 * @param maps the network's outputs
 * @param graph the superpixels
 * @param levels the partitions, finest first
 * @param nodes the objects chosen from them
 */
record LiteSegmentation(LiteMaps maps, SuperpixelGraph graph, List<RegionLevel> levels, NodeSelection nodes)
        implements Segmentation {

    @Override
    public List<RegionMask> masks() {
        return nodes.masks();
    }
}
