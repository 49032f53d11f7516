package io.sessmonitor.scorer.tune;

import io.sessmonitor.scorer.match.Profile;

/**
 * How to search.
 *
 * @param base the built-in profile to begin with, and to compare with
 * @param trials points tried, at least 8
 * @param folds of the cross-validation, at least 2
 * @param seed of the points and the folds
 */
public record TuneSettings(Profile base, int trials, int folds, long seed) {

    public TuneSettings {
        if (trials < 8 || folds < 2) {
            throw new IllegalArgumentException("at least 8 trials and 2 folds, not " + trials + " and " + folds);
        }
    }
}
