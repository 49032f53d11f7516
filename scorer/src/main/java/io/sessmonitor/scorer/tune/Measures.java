package io.sessmonitor.scorer.tune;

import java.util.List;

/**
 * How well scores agree with people.
 *
 * @param agreement share of the comparisons where the higher score is where people's is, equal scores counting half; .5 is chance, and
 *     what stands here without any comparison
 * @param comparisons how many there were
 * @param spearman rank correlation of scores and people's, -1..1; 0 where one of them is constant
 * @param pairs how many there were
 */
public record Measures(double agreement, int comparisons, double spearman, int pairs) {

    /** What tuning makes as large as it can: the mean of spearman and of agreement, both from -1 to 1, or the one there is. */
    public double objective() {
        return comparisons == 0 ? spearman : (2 * agreement - 1 + spearman) / 2;
    }

    /** Means, each fold counting as much as it has comparisons or pairs. */
    static Measures mean(List<Measures> folds) {
        double agreement = 0;
        int comparisons = 0;
        double spearman = 0;
        int pairs = 0;
        for (Measures fold : folds) {
            agreement += fold.agreement * fold.comparisons;
            comparisons += fold.comparisons;
            spearman += fold.spearman * fold.pairs;
            pairs += fold.pairs;
        }
        return new Measures(
                comparisons == 0 ? .5 : agreement / comparisons, comparisons, pairs == 0 ? 0 : spearman / pairs, pairs);
    }
}
