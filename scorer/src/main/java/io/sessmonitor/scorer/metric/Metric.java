package io.sessmonitor.scorer.metric;

import io.sessmonitor.scorer.engine.InferenceException;
import java.util.OptionalDouble;

/** A full-reference picture metric. Thread-safe; what a computation needs is kept for each thread. */
public interface Metric {

    /** Which end of the range means alike. */
    enum Direction {
        HIGHER_IS_CLOSER,
        LOWER_IS_CLOSER
    }

    /** What the values mean. */
    MetricDescription description();

    /** Name in records and settings. */
    default String name() {
        return description().name();
    }

    /**
     * The value, or empty where the metric is not applicable to the pair.
     *
     * @throws InferenceException if the metric's network fails
     */
    OptionalDouble of(MetricInput pair) throws InferenceException;
}
