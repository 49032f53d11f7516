package io.sessmonitor.scorer.match;

import java.util.Arrays;

/**
 * How much each node of a scene graph counts (paper, section III; the authors' demo for {@link Profile.Method#REFERENCE}).
 *
 * <p>Where the definitions divide by zero: a lone node counts 1; without any saliency all nodes count the same; without any
 * relation (or none of confidence above 0) {@code reference} takes the saliency alone; a relation between two nodes that both
 * have no saliency gives neither of them a share.
 */
public final class NodeImportance {

    private static final double RELATION_EXPONENT = 1 / 3.;
    private static final double RELATION_SHARE = .2;

    private NodeImportance() {}

    /**
     * Importances from saliency.
     *
     * @param saliency sum of saliency over each node's mask: n values, finite, not negative
     * @param subjects subject of each relation, 0..n-1; used by {@code reference} only, as are the next two
     * @param objects object of each relation, 0..n-1
     * @param confidences confidence of each relation; only those above 0 count
     * @return n weights that sum to 1; none for no nodes
     * @throws IllegalArgumentException if a saliency is negative or not finite
     */
    public static double[] of(Profile profile, double[] saliency, int[] subjects, int[] objects, double[] confidences) {
        double exponent = 1 / profile.constants().importanceRoot();
        return profile.method() == Profile.Method.PAPER
                ? power(saliency, exponent)
                : reference(saliency, exponent, subjects, objects, confidences);
    }

    /**
     * Weights scaled to sum 1; all the same where they sum to 0.
     *
     * @param weights finite, not negative
     * @throws IllegalArgumentException if a weight is negative or not finite
     */
    public static double[] normalised(double[] weights) {
        double[] result = weights.clone();
        if (!normalise(result)) {
            Arrays.fill(result, 1. / result.length);
        }
        return result;
    }

    private static double[] power(double[] saliency, double exponent) {
        double[] powered = new double[saliency.length];
        for (int i = 0; i < saliency.length; i++) {
            requireWeight(saliency[i]);
            powered[i] = Math.pow(saliency[i], exponent);
        }
        return normalised(powered);
    }

    private static double[] reference(
            double[] saliency, double exponent, int[] subjects, int[] objects, double[] confidences) {
        double[] looks = power(saliency, exponent);
        int n = looks.length;
        if (n < 2 || Arrays.stream(saliency).allMatch(s -> s == 0)) {
            return looks;
        }
        double[] related = new double[n];
        for (int r = 0; r < subjects.length; r++) {
            int i = subjects[r];
            int j = objects[r];
            double both = looks[i] + looks[j];
            if (i != j && confidences[r] > 0 && both > 0) {
                related[i] += confidences[r] * looks[i] / both;
                related[j] += confidences[r] * looks[j] / both;
            }
        }
        for (int i = 0; i < n; i++) {
            related[i] = Math.pow(related[i], RELATION_EXPONENT);
        }
        if (!normalise(related)) {
            return looks;
        }
        double[] importance = new double[n];
        for (int i = 0; i < n; i++) {
            importance[i] = (1 - RELATION_SHARE) * looks[i] + RELATION_SHARE * related[i];
        }
        return normalised(importance);
    }

    /** Scales to sum 1 in place; false, and nothing done, where all are 0. */
    private static boolean normalise(double[] weights) {
        double largest = 0;
        for (double weight : weights) {
            requireWeight(weight);
            largest = Math.max(largest, weight);
        }
        if (largest == 0) {
            return false;
        }
        // By the largest first, so that the sum can neither overflow nor vanish.
        double total = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= largest;
            total += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= total;
        }
        return true;
    }

    private static void requireWeight(double weight) {
        if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("must be finite and not negative: " + weight);
        }
    }
}
