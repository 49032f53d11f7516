package io.sessmonitor.scorer.match;

/**
 * A scene graph as the matching sees it.
 *
 * @param image unit-length whole-image embedding, d values
 * @param embeddings unit-length node embeddings, n rows of d values
 * @param centroids mask centroids as (y, x) shares of height and width, n rows of 2
 * @param importance n weights that sum to 1
 * @param subjects subject of each relation; at most one relation per ordered pair, no self-relation
 * @param objects object of each relation
 * @param predicates index of each relation's predicate
 */
public record MatchGraph(
        double[] image,
        double[][] embeddings,
        double[][] centroids,
        double[] importance,
        int[] subjects,
        int[] objects,
        int[] predicates) {

    public int nodes() {
        return embeddings.length;
    }

    public int relations() {
        return subjects.length;
    }
}
