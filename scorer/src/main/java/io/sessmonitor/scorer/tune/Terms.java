package io.sessmonitor.scorer.tune;

import io.sessmonitor.scorer.match.MatchTerms;
import io.sessmonitor.scorer.match.Profile;

/** The terms of all pairs' scores. */
@FunctionalInterface
public interface Terms {

    /** Terms of each pair, in the order of the ratings; the same for the same profile, whatever the number of threads. */
    MatchTerms[] of(Profile profile) throws InterruptedException;
}
