package io.sessmonitor.scorer.match;

import java.util.Arrays;

/**
 * A scene graph as the matching sees it. Shapes, indices and numbers are checked on construction; the arrays are kept, not
 * copied, so whoever made them must leave them alone. Cosines are plain dot products: unit length is the maker's duty.
 *
 * @param image unit-length whole-image embedding, d values
 * @param embeddings unit-length node embeddings, n rows of d values
 * @param centroids mask centroids as (y, x) shares of height and width, n rows of 2
 * @param importance n weights that are not negative and sum to 1
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

    /** Importances come from sums of rounded numbers; anything further from 1 is a mistake of the maker. */
    private static final double IMPORTANCE_TOLERANCE = 1e-6;

    /** @throws IllegalArgumentException saying which part is wrong, for example {@code nodes[3]} or {@code relations[0]} */
    public MatchGraph {
        int nodes = embeddings.length;
        require(image.length > 0 && allFinite(image), "image must have at least one value, all finite");
        require(centroids.length == nodes, "%d nodes but %d centroids", nodes, centroids.length);
        require(importance.length == nodes, "%d nodes but %d importances", nodes, importance.length);
        double total = 0;
        for (int i = 0; i < nodes; i++) {
            int d = embeddings[i].length;
            require(d == image.length, "nodes[%d].embedding has %d values, image has %d", i, d, image.length);
            require(allFinite(embeddings[i]), "nodes[%d].embedding must be finite", i);
            require(
                    centroids[i].length == 2 && allFinite(centroids[i]),
                    "nodes[%d].centroid must be two finite numbers",
                    i);
            require(importance[i] >= 0, "nodes[%d].importance must not be negative: %s", i, importance[i]);
            total += importance[i];
        }
        require(
                nodes == 0 || Math.abs(total - 1) <= IMPORTANCE_TOLERANCE,
                "importances must sum to 1, not to %s",
                total);
        checkRelations(nodes, subjects, objects, predicates);
    }

    public int nodes() {
        return embeddings.length;
    }

    public int relations() {
        return subjects.length;
    }

    private static void checkRelations(int nodes, int[] subjects, int[] objects, int[] predicates) {
        int relations = subjects.length;
        require(
                objects.length == relations && predicates.length == relations,
                "%d subjects, %d objects, %d predicates",
                relations,
                objects.length,
                predicates.length);
        long[] pairs = new long[relations];
        for (int r = 0; r < relations; r++) {
            int subject = subjects[r];
            int object = objects[r];
            require(subject >= 0 && subject < nodes, "relations[%d].subject %d, but %d nodes", r, subject, nodes);
            require(object >= 0 && object < nodes, "relations[%d].object %d, but %d nodes", r, object, nodes);
            require(subject != object, "relations[%d] relates node %d to itself", r, subject);
            require(predicates[r] >= 0, "relations[%d].predicate must not be negative: %d", r, predicates[r]);
            pairs[r] = (long) subject * nodes + object;
        }
        Arrays.sort(pairs);
        for (int r = 1; r < relations; r++) {
            require(
                    pairs[r] != pairs[r - 1],
                    "more than one relation of subject %d with object %d",
                    nodes == 0 ? 0 : pairs[r] / nodes,
                    nodes == 0 ? 0 : pairs[r] % nodes);
        }
    }

    private static boolean allFinite(double[] values) {
        double sum = 0;
        for (double value : values) {
            // 0 * value is 0 for finite numbers and NaN otherwise.
            sum += 0 * value;
        }
        return sum == 0;
    }

    private static void require(boolean good, String message, Object... values) {
        if (!good) {
            throw new IllegalArgumentException(String.format(message, values));
        }
    }
}
