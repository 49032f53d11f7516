/** State that lives as objects between two commits. */
package io.sessmonitor.topology.state;
