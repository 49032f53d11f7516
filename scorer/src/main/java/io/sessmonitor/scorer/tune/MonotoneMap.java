package io.sessmonitor.scorer.tune;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * From scores to people's scale: straight lines between a few knots, rising, and level beyond the outermost, about which nobody was
 * asked.
 *
 * @param knots at least two; both scores and values rise from each to the next
 */
public record MonotoneMap(List<Knot> knots) {

    private static final int BINS = 10;
    private static final int PER_BIN = 5;

    /** People's value for a score. */
    public record Knot(double score, double value) {}

    /** @throws IllegalArgumentException if the knots are fewer than two, not finite, or do not rise */
    public MonotoneMap {
        if (knots.size() < 2) {
            throw new IllegalArgumentException("at least two knots, not " + knots.size());
        }
        for (int i = 0; i < knots.size(); i++) {
            Knot knot = knots.get(i);
            if (!Double.isFinite(knot.score()) || !Double.isFinite(knot.value())) {
                throw new IllegalArgumentException("knot " + (i + 1) + " is not finite");
            }
            if (i > 0
                    && !(knot.score() > knots.get(i - 1).score()
                            && knot.value() > knots.get(i - 1).value())) {
                throw new IllegalArgumentException("knot " + (i + 1) + " does not rise above the one before it");
            }
        }
        knots = List.copyOf(knots);
    }

    /**
     * Fits a map by isotonic regression: scores in up to ten bins of about equal number (equal scores in one), neighbours whose values do
     * not rise pooled, a knot at the mean of each pool.
     *
     * @param scores finite
     * @param human people's scores of the same pairs, finite
     * @throws CalibrationException if there are fewer than ten pairs, or people's scores do not rise with the scores
     */
    public static MonotoneMap fit(double[] scores, double[] human) throws CalibrationException {
        int n = scores.length;
        if (n < 2 * PER_BIN) {
            throw new CalibrationException(n + " pairs are too few to calibrate by; at least " + 2 * PER_BIN);
        }
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(p -> scores[p]))
                .mapToInt(p -> p)
                .toArray();
        int bins = Math.min(BINS, n / PER_BIN);
        // Pools as sums: scores, values, and how many.
        double[][] pools = new double[n][];
        int count = 0;
        for (int b = 0, from = 0; b < bins && from < n; b++) {
            int to = Math.max(from + 1, (int) ((long) n * (b + 1) / bins));
            while (to < n && scores[order[to]] == scores[order[to - 1]]) {
                to++;
            }
            double[] pool = new double[3];
            for (int i = from; i < to; i++) {
                pool[0] += scores[order[i]];
                pool[1] += human[order[i]];
                pool[2]++;
            }
            pools[count++] = pool;
            while (count > 1 && value(pools[count - 1]) <= value(pools[count - 2])) {
                for (int k = 0; k < 3; k++) {
                    pools[count - 2][k] += pools[count - 1][k];
                }
                count--;
            }
            from = to;
        }
        if (count < 2) {
            throw new CalibrationException(
                    "people's scores do not rise with the scores, so there is nothing to calibrate;"
                            + " is their scale the other way round?");
        }
        return new MonotoneMap(Arrays.stream(pools, 0, count)
                .map(pool -> new Knot(pool[0] / pool[2], value(pool)))
                .toList());
    }

    private static double value(double[] pool) {
        return pool[1] / pool[2];
    }

    /** The value for a score; never falls as the score rises. */
    public double of(double score) {
        Knot before = knots.get(0);
        if (score <= before.score()) {
            return before.value();
        }
        for (Knot knot : knots.subList(1, knots.size())) {
            if (score <= knot.score()) {
                double share = (score - before.score()) / (knot.score() - before.score());
                return before.value() + share * (knot.value() - before.value());
            }
            before = knot;
        }
        return before.value();
    }
}
