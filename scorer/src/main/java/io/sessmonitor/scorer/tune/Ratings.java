package io.sessmonitor.scorer.tune;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What people said of pairs of pictures.
 *
 * @param original number of the original picture of each pair, 0 up to {@link #originals}
 * @param human score of each pair on a scale of its own, finite, more is more alike
 * @param comparisons pairs (i, j) of which people found i more alike than j: two indexes each
 */
public record Ratings(int[] original, double[] human, List<int[]> comparisons) {

    /** @throws IllegalArgumentException if a score is not finite, or a comparison is not one of people's */
    public Ratings {
        if (original.length != human.length || human.length == 0) {
            throw new IllegalArgumentException(original.length + " originals for " + human.length + " scores");
        }
        for (double score : human) {
            if (!Double.isFinite(score)) {
                throw new IllegalArgumentException("a human score must be finite, not " + score);
            }
        }
        for (int[] comparison : comparisons) {
            if (!(human[comparison[0]] > human[comparison[1]])) {
                throw new IllegalArgumentException("a comparison must go from the higher to the lower score");
            }
        }
        comparisons = List.copyOf(comparisons);
    }

    public int size() {
        return human.length;
    }

    /** How many originals there are. */
    public int originals() {
        int most = -1;
        for (int o : original) {
            most = Math.max(most, o);
        }
        return most + 1;
    }

    /**
     * Deals the originals into folds of nearly equal number, so that no original is in two.
     *
     * @return the fold of each pair, 0 up to {@code count}
     * @throws IllegalArgumentException if there are fewer originals than folds
     */
    public int[] folds(int count, long seed) {
        int originals = originals();
        if (count < 2 || count > originals) {
            throw new IllegalArgumentException(originals + " originals cannot be dealt into " + count + " folds");
        }
        List<Integer> order = new ArrayList<>();
        for (int o = 0; o < originals; o++) {
            order.add(o);
        }
        Collections.shuffle(order, new Random(seed));
        int[] foldOfOriginal = new int[originals];
        for (int i = 0; i < originals; i++) {
            foldOfOriginal[order.get(i)] = i % count;
        }
        int[] folds = new int[size()];
        for (int p = 0; p < folds.length; p++) {
            folds[p] = foldOfOriginal[original[p]];
        }
        return folds;
    }
}
