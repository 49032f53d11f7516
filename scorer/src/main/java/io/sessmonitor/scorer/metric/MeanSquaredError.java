package io.sessmonitor.scorer.metric;

import io.sessmonitor.scorer.decode.RgbImage;
import java.util.OptionalDouble;

/** Mean squared error of the samples. */
public final class MeanSquaredError implements Metric {

    @Override
    public String name() {
        return "mse";
    }

    @Override
    public String unit() {
        return "";
    }

    @Override
    public double min() {
        return 0;
    }

    @Override
    public double max() {
        return 255 * 255;
    }

    @Override
    public Direction direction() {
        return Direction.LOWER_IS_CLOSER;
    }

    @Override
    public String definition() {
        return "mean of the squared differences of all red, green and blue samples, each 0..255";
    }

    @Override
    public OptionalDouble of(RgbImage sent, RgbImage received) {
        if (sent.width() != received.width() || sent.height() != received.height()) {
            return OptionalDouble.empty();
        }
        byte[] a = sent.rgb();
        byte[] b = received.rgb();
        long sum = 0;
        for (int i = 0; i < a.length; i++) {
            int difference = (a[i] & 0xff) - (b[i] & 0xff);
            sum += difference * difference;
        }
        return OptionalDouble.of((double) sum / a.length);
    }
}
