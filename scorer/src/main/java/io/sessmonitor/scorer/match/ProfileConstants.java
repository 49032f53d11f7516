package io.sessmonitor.scorer.match;

/**
 * The numbers of a profile that may be tuned (paper, table II).
 *
 * @param relationWeight weight of the relation in a neighbour's score, the node has the rest (w): 0..1
 * @param updateRate how far one sweep moves a similarity (beta): 0..1
 * @param imageWeight weight of the whole-image term in the score, the graph has the rest (gamma): 0..1
 * @param sweeps how many sweeps run: 0..{@value #MAX_SWEEPS}
 * @param importanceRoot which root of its saliency an object's importance is (k): {@value #MIN_ROOT}..{@value #MAX_ROOT}; the larger, the
 *     more alike are the importances
 */
public record ProfileConstants(
        double relationWeight, double updateRate, double imageWeight, int sweeps, double importanceRoot) {

    public static final int MAX_SWEEPS = 100;
    public static final double MIN_ROOT = .1;
    public static final double MAX_ROOT = 100;

    /** @throws IllegalArgumentException naming the constant that is out of its range */
    public ProfileConstants {
        requireShare("relation weight", relationWeight);
        requireShare("update rate", updateRate);
        requireShare("image weight", imageWeight);
        if (sweeps < 0 || sweeps > MAX_SWEEPS) {
            throw new IllegalArgumentException("sweeps must be from 0 to " + MAX_SWEEPS + ", not " + sweeps);
        }
        if (!(importanceRoot >= MIN_ROOT && importanceRoot <= MAX_ROOT)) {
            throw new IllegalArgumentException(
                    "importance root must be from " + MIN_ROOT + " to " + MAX_ROOT + ", not " + importanceRoot);
        }
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be from 0 to 1, not " + value);
        }
    }
}
