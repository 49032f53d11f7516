/**
 * Baseline metrics, published beside SeSS for comparison: all but one compare pixels and know nothing of meaning.
 *
 * <p>{@link io.sessmonitor.scorer.metric.Metrics} knows them by name, each is a {@link
 * io.sessmonitor.scorer.metric.Metric} that takes a {@link io.sessmonitor.scorer.metric.MetricInput}.
 */
package io.sessmonitor.scorer.metric;
