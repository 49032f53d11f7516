/**
 * The Streams application: frames are read, paired, scored, and every outcome is published. Knows the scorer only through
 * its door {@link io.sessmonitor.scorer.SessScorer}.
 */
package io.sessmonitor.topology;
