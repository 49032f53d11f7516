/**
 * The encoded pictures: in a bounded memory cache while they wait, read again by their coordinates when they are no longer
 * there. Pairing itself never touches them.
 */
package io.sessmonitor.topology.payload;
