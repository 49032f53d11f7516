package io.sessmonitor.scorer.tune;

import java.util.List;

/**
 * What one point came to.
 *
 * @param choices the best number of sweeps and weight of the image term, first on all pairs, then on all but each fold
 */
record Trial(Point point, List<Choice> choices) {

    /**
     * The best there is at a point for some of the pairs.
     *
     * @param seen on the pairs it was chosen by
     * @param unseen on the fold it was not chosen by; the same as {@code seen} for the choice on all pairs
     */
    record Choice(int sweeps, double imageWeight, Measures seen, Measures unseen) {}
}
