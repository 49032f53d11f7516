package io.sessmonitor.scorer.scenegraph;

import io.sessmonitor.scorer.match.MatchGraph;
import java.util.List;

/**
 * What a picture shows: objects, and relations between them.
 *
 * @param width of the picture in pixels
 * @param height of the picture in pixels
 * @param objects largest first
 * @param relations at most one per ordered pair of objects
 * @param image unit-length whole-image embedding
 */
public record SceneGraph(int width, int height, List<SceneObject> objects, List<Relation> relations, double[] image) {

    public SceneGraph {
        objects = List.copyOf(objects);
        relations = List.copyOf(relations);
    }

    /** The graph as the matching sees it. */
    public MatchGraph matchGraph() {
        return new MatchGraph(
                image,
                objects.stream().map(SceneObject::embedding).toArray(double[][]::new),
                objects.stream()
                        .map(o -> new double[] {o.centroidY(), o.centroidX()})
                        .toArray(double[][]::new),
                objects.stream().mapToDouble(SceneObject::importance).toArray(),
                relations.stream().mapToInt(Relation::subject).toArray(),
                relations.stream().mapToInt(Relation::object).toArray(),
                relations.stream().mapToInt(Relation::predicate).toArray());
    }
}
