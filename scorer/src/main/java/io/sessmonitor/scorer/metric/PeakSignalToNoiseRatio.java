package io.sessmonitor.scorer.metric;

import java.util.OptionalDouble;

/** {@code psnr}: peak signal-to-noise ratio. */
public final class PeakSignalToNoiseRatio implements Metric {

    private static final double CAP = 100;

    private static final MetricDescription DESCRIPTION = new MetricDescription(
            "psnr",
            "dB",
            0,
            CAP,
            Direction.HIGHER_IS_CLOSER,
            "10 log10(255^2 / mse) over all red, green and blue samples; at most 100, which identical pictures have",
            "textbook; scikit-image peak_signal_noise_ratio with data_range 255",
            "pictures of any size");

    @Override
    public MetricDescription description() {
        return DESCRIPTION;
    }

    @Override
    public OptionalDouble of(MetricInput pair) {
        OptionalDouble mse = pair.meanSquaredError();
        if (mse.isEmpty()) {
            return mse;
        }
        // Identical pictures: the logarithm of infinity is infinity, and the cap makes it a number.
        return OptionalDouble.of(Math.min(CAP, 10 * Math.log10(255 * 255 / mse.getAsDouble())));
    }
}
