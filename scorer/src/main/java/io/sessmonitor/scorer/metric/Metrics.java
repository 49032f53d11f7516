package io.sessmonitor.scorer.metric;

import io.sessmonitor.scorer.decode.RgbImage;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** The metrics that go with every score. */
public final class Metrics {

    /** All of them, by name. */
    public static final List<Metric> ALL = List.of(new MeanSquaredError(), new PeakSignalToNoiseRatio());

    private Metrics() {}

    /** The values of all metrics that are defined for this pair, by name. */
    public static Map<String, Double> of(RgbImage sent, RgbImage received) {
        Map<String, Double> values = new TreeMap<>();
        for (Metric metric : ALL) {
            OptionalDouble value = metric.of(sent, received);
            if (value.isPresent()) {
                values.put(metric.name(), value.getAsDouble());
            }
        }
        return values;
    }
}
