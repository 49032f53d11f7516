package io.sessmonitor.scorer.match;

/**
 * From the cosine of two embeddings to their similarity, for nodes and whole images alike; a model bundle may define one.
 * It must grow with the cosine and give 1 for 1.
 */
@FunctionalInterface
public interface SimilarityMap {

    /** The cosine itself. */
    SimilarityMap PLAIN = cosine -> cosine;

    /** Similarity of two embeddings with this cosine (-1..1, give or take rounding). */
    double of(double cosine);

    /**
     * {@code floor + (1 - floor) * sin(pi/2 * max(0, cosine))}: spreads the upper half of the cosines, never below floor.
     *
     * @param floor similarity of unrelated embeddings, 0 up to 1 (exclusive)
     */
    static SimilarityMap sine(double floor) {
        if (!(floor >= 0 && floor < 1)) {
            throw new IllegalArgumentException("floor must be in [0, 1): " + floor);
        }
        return cosine -> floor + (1 - floor) * Math.sin(Math.PI / 2 * Math.max(0, cosine));
    }
}
