package io.sessmonitor.scorer.metric;

import io.sessmonitor.models.NearestName;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** The metrics there are. */
public final class Metrics {

    /** All of them, in the order in which they are shown. */
    public static final List<Metric> ALL = List.of(
            new MeanSquaredError(),
            new PeakSignalToNoiseRatio(),
            new StructuralSimilarity(),
            new StructuralSimilarityRgb(),
            new MultiScaleStructuralSimilarity(),
            new EmbeddingSimilarity());

    /** Names of those that cost next to nothing beside a score. */
    public static final List<String> DEFAULT = List.of("mse", "psnr", "ssim");

    private Metrics() {}

    /** The names of all metrics. */
    public static List<String> names() {
        return ALL.stream().map(Metric::name).toList();
    }

    /**
     * The metrics of these names, in the order of {@link #ALL}.
     *
     * @throws IllegalArgumentException for a name nobody has; the message says which there are
     */
    public static List<Metric> named(Collection<String> names) {
        names.forEach(Metrics::requireKnown);
        return ALL.stream().filter(metric -> names.contains(metric.name())).toList();
    }

    /**
     * The names that a user's words mean: {@code all}, {@code none}, or names with commas between.
     *
     * @return names in the order of {@link #ALL}, each once
     * @throws IllegalArgumentException for a name nobody has; the message says which there are
     */
    public static List<String> parse(String words) {
        String text = words.strip();
        if (text.equals("all")) {
            return names();
        }
        if (text.equals("none")) {
            return List.of();
        }
        List<String> names =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        return named(names).stream().map(Metric::name).toList();
    }

    private static void requireKnown(String name) {
        if (!names().contains(name)) {
            String near = NearestName.of(name, names())
                    .map(known -> " (did you mean " + known + "?)")
                    .orElse("");
            throw new IllegalArgumentException(
                    "there is no metric '" + name + "'" + near + "; there are " + String.join(", ", names()));
        }
    }

    /** The values of those of the metrics that are applicable to the pair, by name. */
    public static Map<String, Double> of(MetricInput pair, List<Metric> metrics) {
        Map<String, Double> values = new TreeMap<>();
        for (Metric metric : metrics) {
            OptionalDouble value = metric.of(pair);
            if (value.isPresent()) {
                values.put(metric.name(), value.getAsDouble());
            }
        }
        return values;
    }
}
