package io.sessmonitor.scorer.match;

import java.util.OptionalDouble;

/**
 * Result of matching graph a (sent, n1 nodes) with graph b (received, n2 nodes).
 *
 * @param raw the score before clipping
 * @param graph the graph term; empty when both graphs are empty
 * @param image similarity of the whole-image embeddings
 * @param partnerOfA assignment A: for each node of a its node of b, or -1
 * @param partnerOfB assignment B: for each node of b its node of a, or -1
 * @param before L0, n1 x n2 row-major: similarities before the sweeps
 * @param after L, n1 x n2 row-major: similarities after the sweeps
 * @param costOfA what each node of a costs the score; see ALGORITHM: sums with costOfB and imageCost to 1 - raw
 */
public record MatchResult(
        double raw,
        OptionalDouble graph,
        double image,
        int[] partnerOfA,
        int[] partnerOfB,
        double[] before,
        double[] after,
        double[] costOfA,
        double[] costOfB,
        double imageCost) {

    /** The published score: raw, clipped to 0..1. */
    public double score() {
        return Math.max(0, Math.min(1, raw));
    }
}
