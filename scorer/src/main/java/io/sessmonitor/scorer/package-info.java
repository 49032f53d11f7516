/**
 * The door of the library: {@link io.sessmonitor.scorer.SessScorers} makes a {@link io.sessmonitor.scorer.SessScorer}, which
 * turns a pair of encoded pictures into a score and its explanation. Knows no Kafka.
 */
package io.sessmonitor.scorer;
