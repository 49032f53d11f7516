package io.sessmonitor.topology.config;

import io.sessmonitor.scorer.ScorerSettings;
import io.sessmonitor.scorer.decode.DecodeLimits;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.match.ProfileException;
import io.sessmonitor.scorer.match.ProfileFile;
import io.sessmonitor.scorer.metric.MetricBundles;
import io.sessmonitor.scorer.metric.Metrics;
import io.sessmonitor.scorer.tune.Calibration;
import io.sessmonitor.scorer.tune.CalibrationException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/**
 * How pairs are scored.
 *
 * @param scorer what the scorer is made with
 * @param calibration the map to people's scale that the scorer is to be wrapped with
 * @param timeout longest time a pair may be in the scorer's hands
 * @param overload what becomes of pairs that the scorer cannot keep up with
 * @param maxLatency about the longest time from a complete pair to its outcome, when sampling
 */
public record ScoringConfig(
        ScorerSettings scorer,
        Optional<Calibration> calibration,
        Duration timeout,
        Overload overload,
        Duration maxLatency) {

    public static final String BUNDLE = "scoring.bundle";
    public static final String PROFILE = "scoring.profile";
    public static final String CALIBRATION = "scoring.calibration";
    public static final String DEVICE = "scoring.device";
    public static final String THREADS = "scoring.threads";
    public static final String MAX_PAIRS = "scoring.max-pairs";
    public static final String MAX_BYTES = "scoring.max-bytes";
    public static final String MAX_BATCH = "scoring.max-batch";
    public static final String MAX_BATCH_WAIT = "scoring.max-batch-wait";
    public static final String GRAPH_CACHE = "scoring.graph-cache";
    public static final String METRICS = "scoring.metrics";
    public static final String OVERLOAD = "scoring.overload";
    public static final String MAX_LATENCY = "scoring.max-latency";
    public static final String METRIC_BUNDLES = "scoring.metric-bundles";
    public static final String TIMEOUT = "scoring.timeout";
    public static final String PICTURE_MAX_BYTES = "scoring.picture.max-bytes";
    public static final String PICTURE_MAX_PIXELS = "scoring.picture.max-pixels";
    public static final String PICTURE_MAX_ASPECT = "scoring.picture.max-aspect";
    public static final String PICTURE_TIMEOUT = "scoring.picture.timeout";

    static void define(ConfigDef def) {
        ScorerSettings defaults = ScorerSettings.defaults();
        DecodeLimits limits = defaults.decodeLimits();
        def.define(
                BUNDLE,
                Type.STRING,
                defaults.bundle(),
                new ConfigDef.NonEmptyString(),
                Importance.HIGH,
                "Model bundle: the name of an embedded one or the path of a folder.");
        def.define(
                PROFILE,
                Type.STRING,
                defaults.profile().id(),
                new ConfigDef.NonEmptyString(),
                Importance.HIGH,
                "How SeSS is computed: paper (as the paper says), reference (as its authors' demo does), or the path of"
                        + " a profile file.");
        def.define(
                CALIBRATION,
                Type.STRING,
                "",
                Importance.LOW,
                "Calibration file of this profile and bundle, as sess-monitor calibrate writes it: scores then have among"
                        + " their metrics 'calibrated', on people's scale. Empty: none.");
        def.define(
                DEVICE,
                Type.STRING,
                defaults.device(),
                new ConfigDef.NonEmptyString(),
                Importance.HIGH,
                "Where the networks run: auto, cpu, cuda[:n] or tensorrt[:n].");
        def.define(
                THREADS,
                Type.INT,
                0,
                ConfigDef.Range.between(0, 1024),
                Importance.MEDIUM,
                "Worker threads of the scorer; 0: one for each processor.");
        def.define(
                MAX_PAIRS,
                Type.INT,
                defaults.maxPairsInFlight(),
                ConfigDef.Range.between(1, 100_000),
                Importance.MEDIUM,
                "Most pairs in the scorer's hands at a time, and with scoring.overload: sample also most that wait for it,"
                        + " in each partition.");
        def.define(
                MAX_BYTES,
                Type.LONG,
                defaults.maxBytesInFlight(),
                ConfigDef.Range.atLeast(1),
                Importance.MEDIUM,
                "Most bytes of encoded pictures in the scorer's hands at a time, and with scoring.overload: sample also"
                        + " most that wait for it, in each partition.");
        def.define(
                MAX_BATCH,
                Type.INT,
                defaults.maxBatch(),
                ConfigDef.Range.between(1, 4096),
                Importance.LOW,
                "Most pictures in one call of a network.");
        def.define(
                MAX_BATCH_WAIT,
                Type.STRING,
                defaults.maxBatchWait().toMillis() + "ms",
                Durations.between("0ms", "10s"),
                Importance.LOW,
                "Longest time a picture waits for company in a call of a network.");
        def.define(
                GRAPH_CACHE,
                Type.INT,
                defaults.graphCache(),
                ConfigDef.Range.between(0, 1_000_000),
                Importance.LOW,
                "Scene graphs of sent pictures that are kept, by content.");
        def.define(
                METRICS,
                Type.STRING,
                String.join(",", defaults.metrics()),
                new ConfigDef.NonEmptyString(),
                Importance.MEDIUM,
                "Baseline metrics computed for every pair: all, none, or names with commas between, of "
                        + String.join(", ", Metrics.names()) + ".");
        def.define(
                OVERLOAD,
                Type.STRING,
                Overload.BLOCK.configName(),
                ConfigDef.ValidString.in(Overload.BLOCK.configName(), Overload.SAMPLE.configName()),
                Importance.HIGH,
                "When frames come faster than they are scored: block reads less from the input topics, so that every pair"
                        + " is scored, later; sample gives some pairs the outcome SKIPPED, evenly on each link, so that"
                        + " the others are scored within scoring.max-latency.");
        def.define(
                MAX_LATENCY,
                Type.STRING,
                "2s",
                Durations.between("100ms", "1h"),
                Importance.MEDIUM,
                "With scoring.overload: sample, about the longest time from a complete pair to its score. Half of it a pair"
                        + " may wait, and no more pairs are given to the scorer than it answers within the other half. At"
                        + " least four times what scoring one pair takes.");
        def.define(
                METRIC_BUNDLES,
                Type.LIST,
                "",
                Importance.LOW,
                "Paths of the bundles that serve lpips, vitscore and clipscore, with commas between; without its bundle such"
                        + " a metric is not available.");
        def.define(
                TIMEOUT,
                Type.STRING,
                "2m",
                Durations.between("1s", "24h"),
                Importance.LOW,
                "Longest time a pair may be in the scorer's hands; after that its outcome is FAILED.");
        def.define(
                PICTURE_MAX_BYTES,
                Type.LONG,
                limits.maxBytes(),
                ConfigDef.Range.atLeast(1),
                Importance.LOW,
                "Most encoded bytes of a picture that is decoded.");
        def.define(
                PICTURE_MAX_PIXELS,
                Type.LONG,
                limits.maxPixels(),
                ConfigDef.Range.atLeast(1),
                Importance.LOW,
                "Most pixels of a picture that is decoded.");
        def.define(
                PICTURE_MAX_ASPECT,
                Type.DOUBLE,
                limits.maxAspect(),
                ConfigDef.Range.atLeast(1),
                Importance.LOW,
                "Largest ratio of the longer to the shorter side of a picture that is decoded.");
        def.define(
                PICTURE_TIMEOUT,
                Type.STRING,
                limits.timeout().toSeconds() + "s",
                Durations.between("100ms", "10m"),
                Importance.LOW,
                "Longest time to decode one picture.");
    }

    static ScoringConfig from(AbstractConfig values, List<String> problems) {
        String device = values.getString(DEVICE);
        if (!device.matches("auto|cpu|(cuda|tensorrt)(:\\d{1,3})?")) {
            problems.add(DEVICE + " is auto, cpu, cuda[:n] or tensorrt[:n], not '" + device + "'");
        }
        List<String> metricBundles = values.getList(METRIC_BUNDLES);
        List<String> metrics = List.of();
        try {
            metrics = MetricBundles.parse(values.getString(METRICS), metricBundles);
        } catch (IllegalArgumentException e) {
            problems.add(METRICS + ": " + e.getMessage());
        }
        Profile profile = Profile.PAPER;
        try {
            profile = ProfileFile.open(values.getString(PROFILE));
        } catch (ProfileException e) {
            problems.add(PROFILE + ": " + e.getMessage());
        }
        Optional<Calibration> calibration = Optional.empty();
        if (!values.getString(CALIBRATION).isBlank()) {
            try {
                calibration = Optional.of(Calibration.open(values.getString(CALIBRATION)));
            } catch (CalibrationException e) {
                problems.add(CALIBRATION + ": " + e.getMessage());
            }
        }
        int threads = values.getInt(THREADS);
        ScorerSettings settings = new ScorerSettings(
                values.getString(BUNDLE),
                profile,
                device,
                threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
                values.getInt(MAX_PAIRS),
                values.getLong(MAX_BYTES),
                values.getInt(MAX_BATCH),
                Durations.parse(values.getString(MAX_BATCH_WAIT)),
                values.getInt(GRAPH_CACHE),
                new DecodeLimits(
                        values.getLong(PICTURE_MAX_BYTES),
                        values.getLong(PICTURE_MAX_PIXELS),
                        values.getDouble(PICTURE_MAX_ASPECT),
                        Durations.parse(values.getString(PICTURE_TIMEOUT))),
                metrics,
                metricBundles);
        return new ScoringConfig(
                settings,
                calibration,
                Durations.parse(values.getString(TIMEOUT)),
                Overload.of(values.getString(OVERLOAD)),
                Durations.parse(values.getString(MAX_LATENCY)));
    }
}
