/** Step 1 of 3: takes records of the input topics, gives {@link io.sessmonitor.topology.ingest.Arrival}s to pairing. */
package io.sessmonitor.topology.ingest;
