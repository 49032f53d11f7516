/** The second sub-topology without Kafka: its own processors over scores that were recorded, in a time of their own. */
package io.sessmonitor.topology.rehearsal;
