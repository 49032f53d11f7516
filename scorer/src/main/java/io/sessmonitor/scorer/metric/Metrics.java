package io.sessmonitor.scorer.metric;

import io.sessmonitor.models.NearestName;
import io.sessmonitor.scorer.engine.InferenceException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The metrics there are. */
public final class Metrics {

    /** Those that need no bundle of their own, in the order in which they are shown. */
    public static final List<Metric> ALL = List.of(
            new MeanSquaredError(),
            new PeakSignalToNoiseRatio(),
            new StructuralSimilarity(),
            new StructuralSimilarityRgb(),
            new MultiScaleStructuralSimilarity(),
            new EmbeddingSimilarity());

    /** All of them, those that {@link MetricBundles} serve behind the others, in the order in which they are shown. */
    public static final List<MetricDescription> DESCRIPTIONS = Stream.concat(
                    ALL.stream().map(Metric::description),
                    Stream.of(LearnedPerceptualDistance.DESCRIPTION, VitScore.DESCRIPTION, ClipScore.DESCRIPTION))
            .toList();

    /** Names of those that cost next to nothing beside a score. */
    public static final List<String> DEFAULT = List.of("mse", "psnr", "ssim");

    private Metrics() {}

    /** The names of all metrics. */
    public static List<String> names() {
        return DESCRIPTIONS.stream().map(MetricDescription::name).toList();
    }

    /**
     * What the metrics of these names mean, in the order of {@link #DESCRIPTIONS}.
     *
     * @throws IllegalArgumentException for a name nobody has; the message says which there are
     */
    public static List<MetricDescription> described(Collection<String> names) {
        names.forEach(Metrics::requireKnown);
        return DESCRIPTIONS.stream()
                .filter(metric -> names.contains(metric.name()))
                .toList();
    }

    /**
     * The metrics of these names, in the order of {@link #DESCRIPTIONS}.
     *
     * @param served by bundles
     * @throws IllegalArgumentException for a name nobody has, or that no bundle serves
     */
    public static List<Metric> named(Collection<String> names, List<Metric> served) {
        names.forEach(
                name -> requireServed(name, served.stream().map(Metric::name).toList()));
        Map<String, Metric> available =
                Stream.concat(ALL.stream(), served.stream()).collect(Collectors.toMap(Metric::name, metric -> metric));
        return described(names).stream()
                .map(metric -> available.get(metric.name()))
                .toList();
    }

    /**
     * The names that a user's words mean: {@code all} that are available, {@code none}, or names with commas between.
     *
     * @param served names of the metrics that the user's bundles serve
     * @return names in the order of {@link #DESCRIPTIONS}, each once
     * @throws IllegalArgumentException for a name nobody has, or that no bundle serves; the message says what there is
     */
    static List<String> parse(String words, Collection<String> served) {
        String text = words.strip();
        if (text.equals("none")) {
            return List.of();
        }
        List<String> names = text.equals("all")
                ? Stream.concat(ALL.stream().map(Metric::name), served.stream()).toList()
                : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        names.forEach(name -> requireServed(name, served));
        return described(names).stream().map(MetricDescription::name).toList();
    }

    private static void requireServed(String name, Collection<String> served) {
        requireKnown(name);
        if (ALL.stream().noneMatch(metric -> metric.name().equals(name)) && !served.contains(name)) {
            throw new IllegalArgumentException("the metric " + name + " is not available: it needs a bundle with its"
                    + " networks, which do not come with sess-monitor. models/export/README.md says how to make one; then"
                    + " name its folder with --metric-bundle or scoring.metric-bundles");
        }
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

    /**
     * The values of those of the metrics that are applicable to the pair, by name.
     *
     * @throws InferenceException if a metric's network fails
     */
    public static Map<String, Double> of(MetricInput pair, List<Metric> metrics) throws InferenceException {
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
