package io.sessmonitor.scorer.metric;

import io.sessmonitor.scorer.decode.RgbImage;
import java.util.OptionalDouble;

/** A full-reference picture metric. Stateless, thread-safe. */
public interface Metric {

    /** Which end of the range means alike. */
    enum Direction {
        HIGHER_IS_CLOSER,
        LOWER_IS_CLOSER
    }

    /** Name in records, lower case; changes when the numbers do. */
    String name();

    /** Unit of the value; empty for a pure number. */
    String unit();

    /** Least value. */
    double min();

    /** Largest value. */
    double max();

    Direction direction();

    /** How it is computed, in a sentence. */
    String definition();

    /** The value, or empty where it is not defined, as for pictures of different sizes. */
    OptionalDouble of(RgbImage sent, RgbImage received);
}
