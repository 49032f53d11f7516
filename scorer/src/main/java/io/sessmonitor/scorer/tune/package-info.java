/**
 * Fits what is computed to what people say: constants of a profile ({@link io.sessmonitor.scorer.tune.Search}) and the map to their
 * scale. Beside the way of a pair.
 *
 * <p>One matching tells the scores of every number of sweeps and of every weight of the image term
 * ({@link io.sessmonitor.scorer.match.MatchTerms}), so only three of the five constants are searched for, and the other two are tried in full
 * for each. Scores depend on no fold, so a trial serves all folds.
 */
package io.sessmonitor.scorer.tune;
