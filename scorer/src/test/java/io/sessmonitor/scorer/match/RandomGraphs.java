package io.sessmonitor.scorer.match;

import java.util.Arrays;
import java.util.Random;

/** Seeded scene graphs for tests and benchmarks. */
public final class RandomGraphs {

    public static final int PREDICATES = 56;
    private static final int DIMENSION = 16;

    private final Random random;
    private final boolean positive;

    /** @param positive embeddings without negative values, so that no similarity is negative */
    public RandomGraphs(long seed, boolean positive) {
        this.random = new Random(seed);
        this.positive = positive;
    }

    public MatchGraph graph(int nodes, int relations) {
        return graph(nodes, relations, DIMENSION);
    }

    /** Random nodes and relations; as many of these as there are ordered pairs, if that is less. */
    public MatchGraph graph(int nodes, int relations, int dimension) {
        double[][] embeddings = new double[nodes][];
        double[][] centroids = new double[nodes][];
        double[] importance = new double[nodes];
        for (int i = 0; i < nodes; i++) {
            embeddings[i] = unit(dimension);
            centroids[i] = new double[] {random.nextDouble(), random.nextDouble()};
            importance[i] = random.nextDouble();
        }
        int[] pairs = random.ints(0, Math.max(1, nodes * nodes))
                .filter(pair -> pair / Math.max(1, nodes) != pair % Math.max(1, nodes))
                .distinct()
                .limit(Math.min(relations, nodes * (nodes - 1)))
                .toArray();
        return new MatchGraph(
                unit(dimension),
                embeddings,
                centroids,
                NodeImportance.normalised(importance),
                Arrays.stream(pairs).map(pair -> pair / nodes).toArray(),
                Arrays.stream(pairs).map(pair -> pair % nodes).toArray(),
                random.ints(pairs.length, 0, PREDICATES).toArray());
    }

    /** The same scene seen again: every embedding, centroid and importance a little off, a few relations with another predicate. */
    public MatchGraph disturbed(MatchGraph graph, double amount) {
        double[][] embeddings = new double[graph.nodes()][];
        double[][] centroids = new double[graph.nodes()][];
        double[] importance = new double[graph.nodes()];
        for (int i = 0; i < graph.nodes(); i++) {
            embeddings[i] = mixed(graph.embeddings()[i], amount);
            centroids[i] = Arrays.stream(graph.centroids()[i])
                    .map(c -> c * (1 - amount) + amount * random.nextDouble())
                    .toArray();
            importance[i] = graph.importance()[i] * (1 + amount * random.nextDouble());
        }
        int[] predicates = Arrays.stream(graph.predicates())
                .map(p -> random.nextDouble() < amount ? random.nextInt(PREDICATES) : p)
                .toArray();
        return new MatchGraph(
                mixed(graph.image(), amount),
                embeddings,
                centroids,
                NodeImportance.normalised(importance),
                graph.subjects(),
                graph.objects(),
                predicates);
    }

    /** The same graph with its nodes and relations in another order. */
    public MatchGraph renumbered(MatchGraph graph) {
        int[] oldOfNew = shuffled(graph.nodes());
        int[] newOfOld = new int[graph.nodes()];
        for (int i = 0; i < oldOfNew.length; i++) {
            newOfOld[oldOfNew[i]] = i;
        }
        int[] relations = shuffled(graph.relations());
        return new MatchGraph(
                graph.image(),
                Arrays.stream(oldOfNew).mapToObj(i -> graph.embeddings()[i]).toArray(double[][]::new),
                Arrays.stream(oldOfNew).mapToObj(i -> graph.centroids()[i]).toArray(double[][]::new),
                Arrays.stream(oldOfNew).mapToDouble(i -> graph.importance()[i]).toArray(),
                Arrays.stream(relations).map(r -> newOfOld[graph.subjects()[r]]).toArray(),
                Arrays.stream(relations).map(r -> newOfOld[graph.objects()[r]]).toArray(),
                Arrays.stream(relations).map(r -> graph.predicates()[r]).toArray());
    }

    public static MatchGraph withImportance(MatchGraph graph, double... importance) {
        return new MatchGraph(
                graph.image(),
                graph.embeddings(),
                graph.centroids(),
                importance,
                graph.subjects(),
                graph.objects(),
                graph.predicates());
    }

    public static MatchGraph withImage(MatchGraph graph, double... image) {
        return new MatchGraph(
                image,
                graph.embeddings(),
                graph.centroids(),
                graph.importance(),
                graph.subjects(),
                graph.objects(),
                graph.predicates());
    }

    /** Symmetric, 1 on the diagonal, 0..1 elsewhere (-1..1 if not positive). */
    public double[][] relationSimilarity() {
        double[][] similarity = new double[PREDICATES][PREDICATES];
        for (int r = 0; r < PREDICATES; r++) {
            similarity[r][r] = 1;
            for (int q = 0; q < r; q++) {
                double value = random.nextDouble();
                similarity[r][q] = positive ? value : 2 * value - 1;
                similarity[q][r] = similarity[r][q];
            }
        }
        return similarity;
    }

    private double[] unit(int dimension) {
        return scaledToUnit(random.doubles(dimension, positive ? 0 : -1, 1).toArray());
    }

    private double[] mixed(double[] embedding, double amount) {
        double[] other = unit(embedding.length);
        double[] mix = new double[embedding.length];
        Arrays.setAll(mix, k -> (1 - amount) * embedding[k] + amount * other[k]);
        return scaledToUnit(mix);
    }

    private static double[] scaledToUnit(double[] v) {
        double norm = Math.sqrt(Arrays.stream(v).map(x -> x * x).sum());
        return Arrays.stream(v).map(x -> x / norm).toArray();
    }

    private int[] shuffled(int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
