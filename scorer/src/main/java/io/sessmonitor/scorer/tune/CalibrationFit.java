package io.sessmonitor.scorer.tune;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A map fitted to people's scores, and how far off it is.
 *
 * @param map fitted to all pairs
 * @param seen root of the mean squared difference from people's scores, on all pairs
 * @param unseen the same for maps fitted without the pair's original
 * @param mean the same for people's mean score without the pair's original: what a map is worth having against
 */
public record CalibrationFit(MonotoneMap map, double seen, double unseen, double mean) {

    /**
     * Fits a map, and one for each fold without it.
     *
     * @param scores of all pairs
     * @param folds of the cross-validation
     * @throws CalibrationException if there is no rising map, with all pairs or without one of the folds
     */
    public static CalibrationFit of(double[] scores, Ratings ratings, int folds, long seed)
            throws CalibrationException {
        double[] human = ratings.human();
        int[] foldOf = ratings.folds(folds, seed);
        double unseen = 0;
        double mean = 0;
        for (int f = 0; f < folds; f++) {
            double[] ownScores = without(f, foldOf, scores);
            double[] ownHuman = without(f, foldOf, human);
            MonotoneMap map = MonotoneMap.fit(ownScores, ownHuman);
            double average = Arrays.stream(ownHuman).average().orElseThrow();
            for (int p = 0; p < scores.length; p++) {
                if (foldOf[p] == f) {
                    unseen += square(map.of(scores[p]) - human[p]);
                    mean += square(average - human[p]);
                }
            }
        }
        MonotoneMap map = MonotoneMap.fit(scores, human);
        double seen = 0;
        for (int p = 0; p < scores.length; p++) {
            seen += square(map.of(scores[p]) - human[p]);
        }
        int n = scores.length;
        return new CalibrationFit(map, Math.sqrt(seen / n), Math.sqrt(unseen / n), Math.sqrt(mean / n));
    }

    private static double square(double x) {
        return x * x;
    }

    private static double[] without(int fold, int[] foldOf, double[] values) {
        return IntStream.range(0, values.length)
                .filter(p -> foldOf[p] != fold)
                .mapToDouble(p -> values[p])
                .toArray();
    }
}
