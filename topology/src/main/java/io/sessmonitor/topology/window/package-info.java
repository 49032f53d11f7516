/**
 * Reads the scores back and sums them up per link in tumbling windows of event time: {@code sess.scores} to {@code
 * sess.aggregates}. A sub-topology of its own, which knows nothing of how scores came about.
 */
package io.sessmonitor.topology.window;
