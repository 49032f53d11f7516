package io.sessmonitor.scorer.metric;

import java.util.OptionalDouble;

/** {@code mse}: mean squared error of the samples. */
public final class MeanSquaredError implements Metric {

    private static final MetricDescription DESCRIPTION = new MetricDescription(
            "mse",
            "",
            0,
            255 * 255,
            Direction.LOWER_IS_CLOSER,
            "mean of the squared differences of all red, green and blue samples, each 0..255",
            "textbook; scikit-image mean_squared_error",
            "pictures of any size");

    @Override
    public MetricDescription description() {
        return DESCRIPTION;
    }

    @Override
    public OptionalDouble of(MetricInput pair) {
        return pair.meanSquaredError();
    }
}
