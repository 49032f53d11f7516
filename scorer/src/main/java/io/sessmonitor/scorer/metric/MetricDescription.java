package io.sessmonitor.scorer.metric;

/**
 * What the values of a metric mean.
 *
 * @param name in records and settings: lower case letters, digits and underscores; changes when the numbers do
 * @param unit empty for a pure number
 * @param min least value
 * @param max largest value
 * @param direction which end of the range means alike
 * @param definition how it is computed, in a sentence
 * @param source who defined it, or which implementation has the same values
 * @param applicability what has a value; the rest has none. A received picture of another size is resized first, see
 *     {@link MetricInput#fitted}
 */
public record MetricDescription(
        String name,
        String unit,
        double min,
        double max,
        Metric.Direction direction,
        String definition,
        String source,
        String applicability) {}
