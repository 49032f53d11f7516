/**
 * Step 2 of 3: takes {@link io.sessmonitor.topology.ingest.Arrival}s, gives complete pairs to scoring and everything that
 * never becomes one (MISSING, ORPHAN, DUPLICATE, LATE) to the scores topic. The rules are in {@link
 * io.sessmonitor.topology.pair.PairingProcessor}.
 */
package io.sessmonitor.topology.pair;
