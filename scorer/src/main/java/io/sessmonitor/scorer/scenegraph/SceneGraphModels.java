package io.sessmonitor.scorer.scenegraph;

import java.util.Objects;

/**
 * Everything a bundle brings to turn pictures into scene graphs, each part thread-safe.
 *
 * @param <S> the segmentation that its parts share
 */
public record SceneGraphModels<S extends Segmentation>(
        Segmenter<S> segmenter,
        Embedder<S> embedder,
        RelationPredictor<S> relations,
        Importance importance,
        Labeller labeller) {

    public SceneGraphModels {
        Objects.requireNonNull(segmenter, "segmenter");
        Objects.requireNonNull(embedder, "embedder");
        Objects.requireNonNull(relations, "relations");
        Objects.requireNonNull(importance, "importance");
        Objects.requireNonNull(labeller, "labeller");
    }
}
