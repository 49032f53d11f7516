package io.sessmonitor.scorer;

import io.sessmonitor.scorer.explain.Explanation;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One score with everything it consists of.
 *
 * @param score SeSS clipped to 0..1
 * @param raw SeSS before clipping
 * @param graph scene-graph term; empty when both graphs are empty
 * @param image whole-image term
 * @param explanation which objects and relations cost the score
 * @param metrics baseline metrics by name, for example {@code psnr} in dB
 * @param timingsMicros microseconds by step: queue, decode, network, graph, match
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
