package io.sessmonitor.scorer.scenegraph;

import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.engine.InferenceException;

/**
 * Finds the objects of a picture. Thread-safe.
 *
 * @param <S> what it hands on to the other steps of its bundle
 */
@FunctionalInterface
public interface Segmenter<S extends Segmentation> {

    /**
     * @param times charged with the steps of the segmentation, the network call apart from the rest
     * @throws InferenceException if a network fails
     */
    S segment(RgbImage picture, StageTimes times) throws InferenceException;
}
