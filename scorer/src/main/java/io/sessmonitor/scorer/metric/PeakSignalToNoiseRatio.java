package io.sessmonitor.scorer.metric;

import io.sessmonitor.scorer.decode.RgbImage;
import java.util.OptionalDouble;

/** Peak signal-to-noise ratio. */
public final class PeakSignalToNoiseRatio implements Metric {

    private static final double CAP = 100;

    private final MeanSquaredError meanSquaredError = new MeanSquaredError();

    @Override
    public String name() {
        return "psnr";
    }

    @Override
    public String unit() {
        return "dB";
    }

    @Override
    public double min() {
        return 0;
    }

    @Override
    public double max() {
        return CAP;
    }

    @Override
    public Direction direction() {
        return Direction.HIGHER_IS_CLOSER;
    }

    @Override
    public String definition() {
        return "10 log10(255^2 / mse) over all red, green and blue samples; at most 100, which identical pictures have";
    }

    @Override
    public OptionalDouble of(RgbImage sent, RgbImage received) {
        OptionalDouble mse = meanSquaredError.of(sent, received);
        if (mse.isEmpty()) {
            return mse;
        }
        // Identical pictures: the logarithm of infinity is infinity, and the cap makes it a number.
        return OptionalDouble.of(Math.min(CAP, 10 * Math.log10(255 * 255 / mse.getAsDouble())));
    }
}
