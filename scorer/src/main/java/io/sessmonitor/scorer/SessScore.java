package io.sessmonitor.scorer;

import io.sessmonitor.scorer.explain.Explanation;
import io.sessmonitor.scorer.metric.MetricNote;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * One score with everything it consists of.
 *
 * @param score SeSS clipped to 0..1; exactly 1 for identical pictures
 * @param raw SeSS before clipping
 * @param graph scene-graph term; empty when both graphs are empty
 * @param image whole-image term
 * @param explanation which objects and relations cost the score
 * @param metrics baseline metrics by name, for example {@code psnr} in dB; without those that are not applicable;
 *     of a {@link CalibratedScorer} also {@code calibrated}, on people's scale
 * @param metricNotes what one has to know to read the metrics; none where no metric was asked for
 * @param timingsMicros microseconds by step: queue (waiting for a worker), decode, network (waiting for the networks
 *     included), graph (all else that makes the scene graphs, or waiting for another pair that makes them), match
 *     (explanation included), metrics; both pictures together, a kept scene graph takes no time
 */
public record SessScore(
        double score,
        double raw,
        OptionalDouble graph,
        double image,
        Explanation explanation,
        Map<String, Double> metrics,
        Set<MetricNote> metricNotes,
        Map<String, Long> timingsMicros,
        ScorerIdentity identity) {

    /** A score with nothing to note about its metrics. */
    public SessScore(
            double score,
            double raw,
            OptionalDouble graph,
            double image,
            Explanation explanation,
            Map<String, Double> metrics,
            Map<String, Long> timingsMicros,
            ScorerIdentity identity) {
        this(score, raw, graph, image, explanation, metrics, Set.of(), timingsMicros, identity);
    }
}
