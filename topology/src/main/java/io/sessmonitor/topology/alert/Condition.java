package io.sessmonitor.topology.alert;

import io.sessmonitor.schemas.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;

/** When a rule's condition holds. What belongs to it decides what a stored state means; see {@link Rule#fingerprint}. */
public sealed interface Condition {

    /** As in the rules file: threshold, no-data, loss or change. */
    String kind();

    /** In the unit of what is measured. */
    double threshold();

    /** Size of the windows that are looked at; empty for every frame, or for none. */
    default Optional<Duration> window() {
        return Optional.empty();
    }

    /** Fewest frames a window must have to be judged. */
    default long minFrames() {
        return 1;
    }

    /**
     * A field beyond a fixed threshold.
     *
     * @param window empty: every frame
     * @param clear where it counts as good again
     */
    record Threshold(
            Field field,
            Optional<Duration> window,
            Comparison comparison,
            double threshold,
            double clear,
            long minFrames)
            implements Condition {

        @Override
        public String kind() {
            return "threshold";
        }
    }

    /**
     * Nothing received: no record of the link but MISSING for that long, by the wall clock. So it holds when the whole
     * stream has fallen silent as well as when only this receiver has.
     */
    record NoData(Duration after) implements Condition {

        @Override
        public String kind() {
            return "no-data";
        }

        @Override
        public double threshold() {
            return after.toMillis() / 1000.0;
        }
    }

    /**
     * Too many frames of a window lost.
     *
     * @param counts outcomes that count as loss
     * @param threshold ratio of the window's frames, exceeded when bad
     */
    record Loss(SortedSet<Outcome> counts, Optional<Duration> window, double threshold, double clear, long minFrames)
            implements Condition {

        @Override
        public String kind() {
            return "loss";
        }
    }

    /**
     * A field far from what the link itself had so far. {@link Baseline} has the formulas.
     *
     * @param window empty: every frame
     * @param threshold standard deviations (z-score), or the CUSUM's decision interval
     * @param drift the CUSUM's allowance
     * @param span how many values the baseline remembers
     * @param learn values before the first judgement
     * @param minDeviation lowest standard deviation, in the unit of the field
     * @param adopt a change that has fired for this long becomes the new baseline
     */
    record Change(
            Field field,
            Optional<Duration> window,
            Method method,
            Direction direction,
            double threshold,
            double clear,
            double drift,
            int span,
            int learn,
            double minDeviation,
            Duration adopt,
            long minFrames)
            implements Condition {

        @Override
        public String kind() {
            return "change";
        }
    }

    /** How a change is found. */
    enum Method {
        /** One value far off: z-score against the moving mean and variance. */
        ZSCORE,
        /** Many values a little off: cumulative sums. */
        CUSUM
    }

    /** Which changes are bad. */
    enum Direction {
        FALLS,
        RISES,
        BOTH
    }
}
