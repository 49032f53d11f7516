package io.sessmonitor.scorer;

import io.sessmonitor.scorer.explain.Explanation;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One score with everything it consists of.
 *
 * @param score SeSS clipped to 0..1; exactly 1 for identical pictures
 * @param raw SeSS before clipping
 * @param graph scene-graph term; empty when both graphs are empty
 * @param image whole-image term
 * @param explanation which objects and relations cost the score
 * @param metrics baseline metrics by name, for example {@code psnr} in dB
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
        Map<String, Long> timingsMicros,
        ScorerIdentity identity) {}
