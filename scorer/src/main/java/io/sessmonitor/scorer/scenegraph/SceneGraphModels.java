package io.sessmonitor.scorer.scenegraph;

import io.sessmonitor.scorer.match.SimilarityMap;
import java.util.Objects;

/**
 * Everything a bundle brings to turn pictures into scene graphs, each part thread-safe.
 *
 * @param similarity from the cosine of two embeddings to their similarity, for objects and whole pictures alike
 * @param <S> the segmentation that its parts share
 */
public record SceneGraphModels<S extends Segmentation>(
        Segmenter<S> segmenter,
        Embedder<S> embedder,
        RelationPredictor<S> relations,
        Importance importance,
        Labeller labeller,
        SimilarityMap similarity) {

    public SceneGraphModels {
        Objects.requireNonNull(segmenter, "segmenter");
        Objects.requireNonNull(embedder, "embedder");
        Objects.requireNonNull(relations, "relations");
        Objects.requireNonNull(importance, "importance");
        Objects.requireNonNull(labeller, "labeller");
        Objects.requireNonNull(similarity, "similarity");
    }
}
