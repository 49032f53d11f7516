package io.sessmonitor.scorer.match;

/**
 * The sweeps over the similarity matrix of one pair of graphs: each entry moves a little towards how well the neighbourhoods of
 * its two nodes match. Nothing is allocated inside; the scratch arrays grow to the largest pair seen and are used again.
 * Not thread-safe.
 */
final class Sweeps {

    private final ProfileConstants constants;
    /** Whether sweeps after the first read what they have just written, as the authors' demo does. */
    private final boolean inPlace;

    /** {@code relationWeight * R}, row-major. */
    private final double[] weightedRelation;

    private final int predicates;
    private final Neighbours first = new Neighbours();
    private final Neighbours second = new Neighbours();
    private final AssignmentSolver solver;
    private double[] previous = new double[0];
    private double[] byFirst = new double[0];
    private double[] bySecond = new double[0];

    Sweeps(Profile profile, double[][] relationSimilarity, AssignmentSolver solver) {
        constants = profile.constants();
        inPlace = profile.method() == Profile.Method.REFERENCE;
        this.solver = solver;
        predicates = relationSimilarity.length;
        weightedRelation = new double[predicates * predicates];
        for (int r = 0; r < predicates; r++) {
            for (int q = 0; q < predicates; q++) {
                weightedRelation[r * predicates + q] = constants.relationWeight() * relationSimilarity[r][q];
            }
        }
    }

    /** Looks at the similarities between two sweeps. */
    interface AfterSweep {
        void see(int sweep);
    }

    /**
     * Runs all sweeps.
     *
     * @param similarity n1 x n2 row-major: in the initial similarities, out the final ones
     * @param after called after each sweep, counted from 1; it must leave the similarities alone
     */
    void run(MatchGraph a, MatchGraph b, double[] similarity, AfterSweep after) {
        first.load(a);
        second.load(b);
        grow(a, b);
        int size = a.nodes() * b.nodes();
        for (int sweep = 1; sweep <= constants.sweeps(); sweep++) {
            double[] from = similarity;
            if (!inPlace || sweep == 1) {
                System.arraycopy(similarity, 0, previous, 0, size);
                from = previous;
            }
            sweep(from, similarity, a.importance(), b.importance());
            after.see(sweep);
        }
    }

    private void sweep(double[] from, double[] to, double[] importance1, double[] importance2) {
        int n1 = importance1.length;
        int n2 = importance2.length;
        double updateRate = constants.updateRate();
        for (int u = 0; u < n1; u++) {
            boolean leaf = first.start[u] == first.start[u + 1];
            for (int v = 0; v < n2; v++) {
                double s;
                if (leaf || second.start[v] == second.start[v + 1]) {
                    s = leaf && second.start[v] == second.start[v + 1] ? 1 : 0;
                } else {
                    s = neighbourhood(from, u, v, n2, importance1[u], importance2[v]);
                }
                int uv = u * n2 + v;
                to[uv] = (1 - updateRate) * from[uv] + updateRate * s;
            }
        }
    }

    /** How well the neighbours of u and v match, both lists not empty. */
    private double neighbourhood(double[] from, int u, int v, int n2, double importance1, double importance2) {
        int start1 = first.start[u];
        int count1 = first.start[u + 1] - start1;
        int start2 = second.start[v];
        int count2 = second.start[v + 1] - start2;
        double s1;
        double s2;
        if (count1 <= count2) {
            fill(from, n2, 1, first, start1, count1, predicates, byFirst, second, start2, count2, 1, bySecond);
            s1 = solver.value(byFirst, count1, count2);
            s2 = solver.value(bySecond, count1, count2);
        } else {
            fill(from, 1, n2, second, start2, count2, 1, bySecond, first, start1, count1, predicates, byFirst);
            s1 = solver.value(byFirst, count2, count1);
            s2 = solver.value(bySecond, count2, count1);
        }
        double both = importance1 + importance2;
        return both > 0 ? (s1 * importance1 + s2 * importance2) / both : (s1 + s2) / 2;
    }

    /**
     * Fills the neighbour scores, weighted by the importance of the rows' nodes and of the columns' nodes; rows are the shorter list.
     */
    private void fill(
            double[] from,
            int rowStride,
            int colStride,
            Neighbours rows,
            int rowStart,
            int rowCount,
            int rowPredicateStride,
            double[] byRow,
            Neighbours cols,
            int colStart,
            int colCount,
            int colPredicateStride,
            double[] byCol) {
        double nodeWeight = 1 - constants.relationWeight();
        int k = 0;
        for (int i = rowStart; i < rowStart + rowCount; i++) {
            int node = rows.node[i] * rowStride;
            int predicate = rows.predicate[i] * rowPredicateStride;
            double rowShare = rows.share[i];
            for (int j = colStart; j < colStart + colCount; j++) {
                double h = nodeWeight * from[node + cols.node[j] * colStride]
                        + weightedRelation[predicate + cols.predicate[j] * colPredicateStride];
                byRow[k] = h * rowShare;
                byCol[k] = h * cols.share[j];
                k++;
            }
        }
    }

    private void grow(MatchGraph a, MatchGraph b) {
        int size = a.nodes() * b.nodes();
        if (previous.length < size) {
            previous = new double[size];
        }
        int block = first.longest(a.nodes()) * second.longest(b.nodes());
        if (byFirst.length < block) {
            byFirst = new double[block];
            bySecond = new double[block];
        }
    }
}
