package io.sessmonitor.scorer.match;

/**
 * What the score of one pair is mixed from.
 *
 * @param graphs graph term after 0, 1, 2 ... sweeps; the image term where both graphs are empty
 * @param image similarity of the whole-image embeddings
 */
public record MatchTerms(double[] graphs, double image) {

    /** The raw score with so many sweeps and this weight of the image term: to rounding that of a match with these constants. */
    public double raw(int sweeps, double imageWeight) {
        return (1 - imageWeight) * graphs[sweeps] + imageWeight * image;
    }
}
