package io.sessmonitor.topology.alert;

/**
 * What a link's own values have been like, and how far its sums of small changes have come. Immutable.
 *
 * <p>Mean and variance are exponentially weighted (incremental form of T. Finch, 2009), after n values, for a new x:
 *
 * <pre>
 * a = max(2 / (span + 1), 1 / (n + 1))
 * d = x - mean
 * mean'     = mean + a d
 * variance' = (1 - a) (variance + a d²)
 * </pre>
 *
 * so that the first values weigh alike (a plain mean and variance) until 1 / (n + 1) is less than the weight that belongs to
 * the span. A value is judged before it is learned, by its distance in standard deviations
 *
 * <pre>
 * z = (x - mean) / max(sqrt(variance), min-deviation)
 * </pre>
 *
 * <b>zscore</b>: the level is -z for falls, z for rises, |z| for both.<br>
 * <b>cusum</b> (E. S. Page, 1954): with allowance k ({@code drift}) the level is one of the sums
 *
 * <pre>
 * low'  = max(0, low  - z - k)      for falls
 * high' = max(0, high + z - k)      for rises, and the larger one for both
 * </pre>
 *
 * each held at twice the threshold at most, so that an alert does not outlive its cause by as long as the cause lasted.
 * The level is bad above the threshold and good below the clear threshold. With k = 0.5 and values that are independent
 * and normal, a threshold of 5 gives a false alarm each 930 values or so, in one direction; 8 makes them rare.
 *
 * <p>What is bad, or not yet good again, is not learned: an alert must not end because the fault became the habit. Only a
 * change that has fired for as long as {@code adopt} says is taken as the new habit, and learning begins anew.
 *
 * @param count values learned
 * @param mean in the unit of the field
 * @param variance its square
 * @param low sum for falls, in standard deviations
 * @param high sum for rises
 */
record Baseline(long count, double mean, double variance, double low, double high) {

    static final Baseline NONE = new Baseline(0, 0, 0, 0, 0);

    /** With {@code x} learned. */
    Baseline learn(double x, int span) {
        double a = Math.max(2.0 / (span + 1), 1.0 / (count + 1));
        double d = x - mean;
        return new Baseline(count + 1, mean + a * d, (1 - a) * (variance + a * d * d), low, high);
    }

    /** Standard deviations that {@code x} lies above the mean. */
    double z(double x, double minDeviation) {
        return (x - mean) / Math.max(Math.sqrt(variance), minDeviation);
    }

    /** With the sums moved on by one value. */
    Baseline accumulate(double z, double drift, double limit) {
        return new Baseline(
                count,
                mean,
                variance,
                Math.min(limit, Math.max(0, low - z - drift)),
                Math.min(limit, Math.max(0, high + z - drift)));
    }
}
