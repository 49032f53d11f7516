package io.sessmonitor.scorer.lite;

import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.scenegraph.Segmenter;
import io.sessmonitor.scorer.scenegraph.StageTimes;
import java.util.List;

/** Picture to objects: one network pass, superpixels, merging, choice of nodes. Keeps nothing; thread-safe. */
final class LiteSegmenter implements Segmenter<LiteSegmentation> {

    private final LiteNetwork network;
    private final LiteSettings settings;

    LiteSegmenter(LiteNetwork network, LiteSettings settings) {
        this.network = network;
        this.settings = settings;
    }

    @Override
    public LiteSegmentation segment(RgbImage picture, StageTimes times) throws InferenceException {
        return segment(network.run(picture, times), times);
    }

    LiteSegmentation segment(LiteMaps maps, StageTimes times) {
        SuperpixelGraph graph = new SuperpixelGraph(Superpixels.of(maps, settings), maps);
        times.lap("superpixels");
        List<RegionLevel> levels = RegionMerging.levels(graph, settings);
        times.lap("merging");
        NodeSelection nodes = NodeSelection.of(graph, levels, settings.duplicateIou());
        times.lap("nodes");
        return new LiteSegmentation(maps, graph, levels, nodes);
    }
}
