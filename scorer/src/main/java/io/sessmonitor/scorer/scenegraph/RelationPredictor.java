package io.sessmonitor.scorer.scenegraph;

import io.sessmonitor.scorer.engine.InferenceException;
import java.util.List;

/**
 * Says how the objects of a picture are related. Thread-safe.
 *
 * @param <S> the segmentation it works on
 */
@FunctionalInterface
public interface RelationPredictor<S extends Segmentation> {

    /**
     * @return relations between masks of {@code segmentation}, by index; ascending by subject, then object; at most one
     *     per ordered pair, none of an object with itself
     * @throws InferenceException if a network fails
     */
    List<Relation> relations(S segmentation) throws InferenceException;
}
