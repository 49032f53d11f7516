/**
 * Step 3 of 3: takes complete pairs, hands them to the scorer without waiting for it, and publishes what comes back.
 */
package io.sessmonitor.topology.scoring;
