package io.sessmonitor.scorer;

import io.sessmonitor.scorer.decode.DecodeLimits;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.metric.MetricDescription;
import io.sessmonitor.scorer.metric.Metrics;
import java.time.Duration;
import java.util.List;

/**
 * Settings of a scorer, checked on construction.
 *
 * @param bundle name of an embedded bundle ({@code lite}) or path of a bundle folder
 * @param profile how SeSS is computed
 * @param device {@code auto}, {@code cpu}, {@code cuda[:n]} or {@code tensorrt[:n]}
 * @param threads worker threads for decoding, regions and matching, and for the networks on a CPU
 * @param maxPairsInFlight pairs accepted by {@link SessScorer#offer} and not done
 * @param maxBytesInFlight their encoded bytes
 * @param maxBatch pictures in one network call
 * @param maxBatchWait longest time a picture waits for company
 * @param graphCache scene graphs of sent pictures kept, by content
 * @param metrics names of the baseline metrics to compute, of {@link Metrics#DESCRIPTIONS}
 * @param metricBundles names or paths of the bundles that serve those of the metrics that need one
 */
public record ScorerSettings(
        String bundle,
        Profile profile,
        String device,
        int threads,
        int maxPairsInFlight,
        long maxBytesInFlight,
        int maxBatch,
        Duration maxBatchWait,
        int graphCache,
        DecodeLimits decodeLimits,
        List<String> metrics,
        List<String> metricBundles) {

    public static ScorerSettings defaults() {
        return new ScorerSettings(
                "lite",
                Profile.PAPER,
                "auto",
                Runtime.getRuntime().availableProcessors(),
                64,
                256L << 20,
                8,
                Duration.ofMillis(2),
                64,
                DecodeLimits.defaults(),
                Metrics.DEFAULT,
                List.of());
    }

    /** Settings without bundles that serve metrics. */
    public ScorerSettings(
            String bundle,
            Profile profile,
            String device,
            int threads,
            int maxPairsInFlight,
            long maxBytesInFlight,
            int maxBatch,
            Duration maxBatchWait,
            int graphCache,
            DecodeLimits decodeLimits,
            List<String> metrics) {
        this(
                bundle,
                profile,
                device,
                threads,
                maxPairsInFlight,
                maxBytesInFlight,
                maxBatch,
                maxBatchWait,
                graphCache,
                decodeLimits,
                metrics,
                List.of());
    }

    /** Settings with {@link Metrics#DEFAULT}. */
    public ScorerSettings(
            String bundle,
            Profile profile,
            String device,
            int threads,
            int maxPairsInFlight,
            long maxBytesInFlight,
            int maxBatch,
            Duration maxBatchWait,
            int graphCache,
            DecodeLimits decodeLimits) {
        this(
                bundle,
                profile,
                device,
                threads,
                maxPairsInFlight,
                maxBytesInFlight,
                maxBatch,
                maxBatchWait,
                graphCache,
                decodeLimits,
                Metrics.DEFAULT);
    }

    public ScorerSettings {
        if (bundle.isBlank()) {
            throw new IllegalArgumentException("bundle must be a name or a path");
        }
        if (threads < 1 || maxPairsInFlight < 1 || maxBytesInFlight < 1 || maxBatch < 1 || graphCache < 0) {
            throw new IllegalArgumentException("threads and bounds must be at least 1: " + threads + " threads, "
                    + maxPairsInFlight + " pairs, " + maxBytesInFlight + " bytes, batch " + maxBatch);
        }
        metrics =
                Metrics.described(metrics).stream().map(MetricDescription::name).toList();
        metricBundles = List.copyOf(metricBundles);
    }
}
