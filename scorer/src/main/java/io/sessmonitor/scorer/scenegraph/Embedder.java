package io.sessmonitor.scorer.scenegraph;

import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.engine.InferenceException;

/**
 * Says what a picture and each of its objects look like, as vectors whose cosine is similarity. Thread-safe.
 *
 * @param <S> the segmentation it works on
 */
@FunctionalInterface
public interface Embedder<S extends Segmentation> {

    /**
     * @return one embedding for the picture and one for each mask of {@code segmentation}, in its order
     * @throws InferenceException if a network fails
     */
    Embeddings embed(RgbImage picture, S segmentation) throws InferenceException;
}
