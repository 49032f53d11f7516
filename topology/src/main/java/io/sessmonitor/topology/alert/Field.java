package io.sessmonitor.topology.alert;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.LinkAggregate;
import io.sessmonitor.schemas.Outcome;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a rule measures: a field of the final aggregates of one window size, or, without a window, of every frame.
 *
 * @param name as in a rule: one of {@link #OF_WINDOWS} or {@link #OF_FRAMES}, or {@code metrics.NAME}
 */
public record Field(String name) {

    static final String METRICS = "metrics.";
    static final List<String> OF_WINDOWS =
            List.of("mean", "min", "max", "p05", "p50", "p95", "frames", "scored", "late");
    static final List<String> OF_FRAMES = List.of("score", "rawScore", "graph", "image");

    /** Whether there is such a field in aggregates, or in frames. */
    static boolean known(String name, boolean windowed) {
        return (windowed ? OF_WINDOWS : OF_FRAMES).contains(name)
                || name.startsWith(METRICS) && name.length() > METRICS.length();
    }

    /** The value in an aggregate, empty if it has none: then it says nothing about the rule. */
    OptionalDouble of(LinkAggregate aggregate) {
        return finite(
                switch (name) {
                    case "mean" -> aggregate.getMean();
                    case "min" -> aggregate.getMin();
                    case "max" -> aggregate.getMax();
                    case "p05" -> aggregate.getP05();
                    case "p50" -> aggregate.getP50();
                    case "p95" -> aggregate.getP95();
                    case "frames" -> (double) aggregate.getFrames();
                    case "scored" -> (double) aggregate.getScored();
                    case "late" -> (double) aggregate.getLate();
                    default -> aggregate.getMetrics().get(name.substring(METRICS.length()));
                });
    }

    /** The value of a frame. As in the aggregates, the score of a picture that cannot be decoded is 0. */
    OptionalDouble of(FrameScore frame) {
        if (frame.getOutcome() == Outcome.UNDECODABLE && name.equals("score")) {
            return OptionalDouble.of(0);
        }
        if (frame.getOutcome() != Outcome.SCORED) {
            return OptionalDouble.empty();
        }
        return finite(
                switch (name) {
                    case "score" -> frame.getScore();
                    case "rawScore" -> frame.getRawScore();
                    case "graph" -> frame.getGraph();
                    case "image" -> frame.getImage();
                    default -> frame.getMetrics().get(name.substring(METRICS.length()));
                });
    }

    private static OptionalDouble finite(Double value) {
        return value == null || !Double.isFinite(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    @Override
    public String toString() {
        return name;
    }
}
