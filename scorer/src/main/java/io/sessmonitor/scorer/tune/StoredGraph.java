package io.sessmonitor.scorer.tune;

import io.sessmonitor.scorer.match.MatchGraph;
import io.sessmonitor.scorer.scenegraph.Importance;
import io.sessmonitor.scorer.scenegraph.Relation;
import io.sessmonitor.scorer.scenegraph.SceneGraph;
import io.sessmonitor.scorer.scenegraph.SceneObject;
import java.util.List;

/**
 * What matching needs of a scene graph, without what depends on a profile's constants.
 *
 * @param image unit-length whole-image embedding, d values
 * @param embeddings unit-length embedding of each object, n rows of d values
 * @param centroids of each object as (y, x) shares of height and width, n rows of 2
 * @param saliency sum over each object's mask, n values
 */
public record StoredGraph(
        double[] image, double[][] embeddings, double[][] centroids, double[] saliency, List<Relation> relations) {

    public StoredGraph {
        relations = List.copyOf(relations);
    }

    public static StoredGraph of(SceneGraph graph) {
        List<SceneObject> objects = graph.objects();
        return new StoredGraph(
                graph.image(),
                objects.stream().map(SceneObject::embedding).toArray(double[][]::new),
                objects.stream()
                        .map(o -> new double[] {o.centroidY(), o.centroidX()})
                        .toArray(double[][]::new),
                objects.stream().mapToDouble(SceneObject::saliency).toArray(),
                graph.relations());
    }

    /** The graph as the matching sees it, with the importances of one profile. */
    public MatchGraph matchGraph(Importance importance) {
        return new MatchGraph(
                image,
                embeddings,
                centroids,
                importance.weights(saliency, relations),
                relations.stream().mapToInt(Relation::subject).toArray(),
                relations.stream().mapToInt(Relation::object).toArray(),
                relations.stream().mapToInt(Relation::predicate).toArray());
    }
}
