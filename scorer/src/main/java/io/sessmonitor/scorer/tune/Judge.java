package io.sessmonitor.scorer.tune;

import java.util.Arrays;

/**
 * Compares scores of all pairs with people's, on all pairs, on each fold, and on all but each fold. Sorts once for all of these. Not
 * thread-safe: it works in arrays of its own.
 */
final class Judge {

    private final Ratings ratings;
    private final int folds;
    private final int[] foldOf;
    private final int[] comparisonFold;

    /** Ranks of the human scores among all pairs, and for each fold among it and among the rest. */
    private final double[] humanOfAll;

    private final double[][] humanInside;
    private final double[][] humanOutside;

    private final double[] sorted;
    private final int[] place;
    private final double[] below;
    private final double[] ranks;

    Judge(Ratings ratings, int[] foldOf, int folds) {
        this.ratings = ratings;
        this.foldOf = foldOf;
        this.folds = folds;
        int n = ratings.size();
        sorted = new double[n];
        place = new int[n];
        below = new double[n + 1];
        ranks = new double[n];
        comparisonFold = new int[ratings.comparisons().size()];
        for (int c = 0; c < comparisonFold.length; c++) {
            // Both pairs have the same original.
            comparisonFold[c] = foldOf[ratings.comparisons().get(c)[0]];
        }
        sort(ratings.human());
        humanOfAll = rank(-1, false).clone();
        humanInside = new double[folds][];
        humanOutside = new double[folds][];
        for (int f = 0; f < folds; f++) {
            humanInside[f] = rank(f, true).clone();
            humanOutside[f] = rank(f, false).clone();
        }
    }

    /** What {@link #judge} finds; inside: on each fold, outside: on all but each fold. */
    record Verdict(Measures all, Measures[] inside, Measures[] outside) {}

    /** @param scores of all pairs, finite */
    Verdict judge(double[] scores) {
        double[] won = new double[folds];
        int[] compared = new int[folds];
        for (int c = 0; c < comparisonFold.length; c++) {
            int[] comparison = ratings.comparisons().get(c);
            double difference = scores[comparison[0]] - scores[comparison[1]];
            won[comparisonFold[c]] += difference > 0 ? 1 : difference == 0 ? .5 : 0;
            compared[comparisonFold[c]]++;
        }
        double allWon = Arrays.stream(won).sum();
        int allCompared = comparisonFold.length;
        sort(scores);
        Measures all = measures(allWon, allCompared, -1, false, humanOfAll);
        Measures[] inside = new Measures[folds];
        Measures[] outside = new Measures[folds];
        for (int f = 0; f < folds; f++) {
            inside[f] = measures(won[f], compared[f], f, true, humanInside[f]);
            outside[f] = measures(allWon - won[f], allCompared - compared[f], f, false, humanOutside[f]);
        }
        return new Verdict(all, inside, outside);
    }

    private Measures measures(double won, int compared, int fold, boolean in, double[] human) {
        double[] ours = rank(fold, in);
        int count = 0;
        for (int p = 0; p < ours.length; p++) {
            count += member(p, fold, in) ? 1 : 0;
        }
        // Ranks, ties sharing theirs, always have this mean.
        double mean = (count + 1) / 2.;
        double both = 0;
        double squares = 0;
        double humanSquares = 0;
        for (int p = 0; p < ours.length; p++) {
            if (member(p, fold, in)) {
                both += (ours[p] - mean) * (human[p] - mean);
                squares += (ours[p] - mean) * (ours[p] - mean);
                humanSquares += (human[p] - mean) * (human[p] - mean);
            }
        }
        double spread = Math.sqrt(squares * humanSquares);
        return new Measures(compared == 0 ? .5 : won / compared, compared, spread > 0 ? both / spread : 0, count);
    }

    private boolean member(int pair, int fold, boolean in) {
        return fold < 0 || (foldOf[pair] == fold) == in;
    }

    /** Finds the place of each value among all of them; equal values have the same. */
    private void sort(double[] values) {
        System.arraycopy(values, 0, sorted, 0, values.length);
        Arrays.sort(sorted);
        for (int p = 0; p < values.length; p++) {
            int low = 0;
            int high = sorted.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (sorted[middle] < values[p]) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            place[p] = low;
        }
    }

    /** Ranks, from 1, of the values last sorted among the members; others' are meaningless. */
    private double[] rank(int fold, boolean in) {
        Arrays.fill(below, 0);
        for (int p = 0; p < place.length; p++) {
            if (member(p, fold, in)) {
                below[place[p] + 1]++;
            }
        }
        for (int i = 1; i < below.length; i++) {
            below[i] += below[i - 1];
        }
        for (int p = 0; p < place.length; p++) {
            double less = below[place[p]];
            double equal = below[place[p] + 1] - less;
            ranks[p] = less + (equal + 1) / 2;
        }
        return ranks;
    }
}
