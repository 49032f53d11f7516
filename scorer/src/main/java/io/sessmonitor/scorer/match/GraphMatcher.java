package io.sessmonitor.scorer.match;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Matches two scene graphs and gives their SeSS (paper, section III-D and equation 20, with the differences the
 * {@linkplain io.sessmonitor.scorer.match package} lists).
 *
 * <p>Thread-safe: the settings are fixed and never written again; the scratch space belongs to the calling thread and grows to the largest
 * pair that thread has seen, so matching allocates nothing but the result.
 */
public final class GraphMatcher {

    /** Weight of the distance of the centroids in the initial similarity of {@link Profile.Method#REFERENCE}. */
    private static final double PLACE_WEIGHT = .2;

    private final Profile profile;
    private final SimilarityMap similarity;
    private final int predicates;
    private final ThreadLocal<Scratch> scratch;

    /** What one thread works with. */
    private static final class Scratch {
        final AssignmentSolver solver = new AssignmentSolver();
        final Sweeps sweeps;
        double[] weighted = new double[0];

        Scratch(Profile profile, double[][] relationSimilarity) {
            sweeps = new Sweeps(profile, relationSimilarity, solver);
        }
    }

    /**
     * @param relationSimilarity similarity of each predicate with each other; square, finite, 1 on the diagonal
     * @param similarity from the cosine of two embeddings to their similarity
     * @throws IllegalArgumentException if the relation similarities are not such a matrix
     */
    public GraphMatcher(Profile profile, double[][] relationSimilarity, SimilarityMap similarity) {
        this.profile = profile;
        this.similarity = similarity;
        predicates = relationSimilarity.length;
        double[][] own = new double[predicates][];
        for (int r = 0; r < predicates; r++) {
            own[r] = relationSimilarity[r].clone();
            if (own[r].length != predicates
                    || own[r][r] != 1
                    || !Arrays.stream(own[r]).allMatch(Double::isFinite)) {
                throw new IllegalArgumentException(
                        "relation similarities must be square, finite and 1 on the diagonal; row " + r + " of "
                                + predicates + " is not");
            }
        }
        scratch = ThreadLocal.withInitial(() -> new Scratch(profile, own));
    }

    public Profile profile() {
        return profile;
    }

    /**
     * Matches a (sent) with b (received).
     *
     * @throws IllegalArgumentException if the embeddings differ in length, or a predicate is not in the relation similarities
     */
    public MatchResult match(MatchGraph a, MatchGraph b) {
        check(a, b);
        Scratch own = scratch.get();
        int n1 = a.nodes();
        int n2 = b.nodes();
        double[] before = initialSimilarity(a, b);
        double[] after = before.clone();
        if (n1 > 0 && n2 > 0) {
            own.sweeps.run(a, b, after, sweep -> {});
        }
        double image = image(a, b);
        double gamma = profile.constants().imageWeight();
        if (n1 == 0 && n2 == 0) {
            return new MatchResult(
                    image,
                    OptionalDouble.empty(),
                    image,
                    new int[0],
                    new int[0],
                    before,
                    after,
                    new double[0],
                    new double[0],
                    1 - image);
        }
        int[] partnerOfA = new int[n1];
        int[] partnerOfB = new int[n2];
        double graph = graph(own, a, b, after, partnerOfA, partnerOfB);
        double[] costOfA = new double[n1];
        double[] costOfB = new double[n2];
        for (int u = 0; u < n1; u++) {
            int v = partnerOfA[u];
            costOfA[u] = (1 - gamma) * n1 / (n1 + n2) * a.importance()[u] * (v < 0 ? 1 : 1 - after[u * n2 + v]);
        }
        for (int v = 0; v < n2; v++) {
            int u = partnerOfB[v];
            costOfB[v] = (1 - gamma) * n2 / (n1 + n2) * b.importance()[v] * (u < 0 ? 1 : 1 - after[u * n2 + v]);
        }
        double raw = (1 - gamma) * graph + gamma * image;
        return new MatchResult(
                raw,
                OptionalDouble.of(graph),
                image,
                partnerOfA,
                partnerOfB,
                before,
                after,
                costOfA,
                costOfB,
                gamma * (1 - image));
    }

    /**
     * The terms of the score after each number of sweeps from 0 up to the profile's, for the work of one match: those of a profile with
     * fewer sweeps, or another weight of the image term, need no matching of their own.
     *
     * @throws IllegalArgumentException as {@link #match} does
     */
    public MatchTerms terms(MatchGraph a, MatchGraph b) {
        check(a, b);
        Scratch own = scratch.get();
        double image = image(a, b);
        double[] graphs = new double[profile.constants().sweeps() + 1];
        if (a.nodes() == 0 && b.nodes() == 0) {
            // The image term is then the whole score, whatever its weight.
            Arrays.fill(graphs, image);
        } else if (a.nodes() > 0 && b.nodes() > 0) {
            double[] similarities = initialSimilarity(a, b);
            int[] partnerOfA = new int[a.nodes()];
            int[] partnerOfB = new int[b.nodes()];
            graphs[0] = graph(own, a, b, similarities, partnerOfA, partnerOfB);
            own.sweeps.run(
                    a,
                    b,
                    similarities,
                    sweep -> graphs[sweep] = graph(own, a, b, similarities, partnerOfA, partnerOfB));
        }
        return new MatchTerms(graphs, image);
    }

    private double image(MatchGraph a, MatchGraph b) {
        return similarity.of(dot(a.image(), b.image()));
    }

    /** The graph term for these similarities, and the assignments that give it. */
    private static double graph(
            Scratch own, MatchGraph a, MatchGraph b, double[] similarities, int[] partnerOfA, int[] partnerOfB) {
        int n1 = a.nodes();
        int n2 = b.nodes();
        double valueA = assign(own, similarities, a.importance(), n1, n2, true, partnerOfA);
        double valueB = assign(own, similarities, b.importance(), n1, n2, false, partnerOfB);
        return (valueA * n1 + valueB * n2) / (n1 + n2);
    }

    private void check(MatchGraph a, MatchGraph b) {
        if (a.image().length != b.image().length) {
            throw new IllegalArgumentException(
                    "embeddings of a have " + a.image().length + " values, those of b " + b.image().length);
        }
        if ((long) a.nodes() * b.nodes() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(a.nodes() + " x " + b.nodes() + " nodes are too many for one matrix");
        }
        for (MatchGraph graph : new MatchGraph[] {a, b}) {
            for (int predicate : graph.predicates()) {
                if (predicate >= predicates) {
                    throw new IllegalArgumentException("predicate " + predicate + ", but relation similarities for "
                            + predicates + " predicates only");
                }
            }
        }
    }

    private double[] initialSimilarity(MatchGraph a, MatchGraph b) {
        int n2 = b.nodes();
        double[] initial = new double[a.nodes() * n2];
        for (int u = 0; u < a.nodes(); u++) {
            for (int v = 0; v < n2; v++) {
                double looks = similarity.of(dot(a.embeddings()[u], b.embeddings()[v]));
                initial[u * n2 + v] = profile.method() == Profile.Method.PAPER
                        ? looks
                        : (1 - PLACE_WEIGHT) * looks + PLACE_WEIGHT * nearness(a.centroids()[u], b.centroids()[v]);
            }
        }
        return initial;
    }

    private static double nearness(double[] p, double[] q) {
        double dy = p[0] - q[0];
        double dx = p[1] - q[1];
        return 1 - (dy * dy + dx * dx) / 2;
    }

    /** Four sums side by side, because one alone waits for each addition; the order is fixed, so a·b and b·a are equal. */
    private static double dot(double[] x, double[] y) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int k = 0;
        for (; k + 3 < x.length; k += 4) {
            s0 += x[k] * y[k];
            s1 += x[k + 1] * y[k + 1];
            s2 += x[k + 2] * y[k + 2];
            s3 += x[k + 3] * y[k + 3];
        }
        for (; k < x.length; k++) {
            s0 += x[k] * y[k];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** Best assignment of the similarities weighted by one side's importances; partners are given for that side. */
    private static double assign(
            Scratch own, double[] after, double[] importance, int n1, int n2, boolean sideA, int[] partner) {
        if (own.weighted.length < n1 * n2) {
            own.weighted = new double[n1 * n2];
        }
        double[] w = own.weighted;
        int rows = sideA ? n1 : n2;
        int cols = sideA ? n2 : n1;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                w[i * cols + j] = importance[i] * after[sideA ? i * n2 + j : j * n2 + i];
            }
        }
        return own.solver.assign(w, rows, cols, partner);
    }
}
