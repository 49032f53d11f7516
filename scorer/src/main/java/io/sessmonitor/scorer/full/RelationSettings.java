package io.sessmonitor.scorer.full;

/**
 * Which of the relation head's answers count: the section {@code relations} of the settings, under the same names.
 *
 * @param top answers looked at, the best
 * @param first of them are kept whatever their score
 * @param minScore the others are kept from this score on, 0..1
 */
record RelationSettings(int top, int first, double minScore) {

    RelationSettings {
        if (top < 1 || top > 100_000) {
            throw new IllegalArgumentException("relations.top must lie in 1..100000");
        }
        if (first < 1 || first > top) {
            throw new IllegalArgumentException("relations.first must lie in 1..top");
        }
        if (!(minScore >= 0 && minScore <= 1)) {
            throw new IllegalArgumentException("relations.min_score must lie in 0..1");
        }
    }
}
