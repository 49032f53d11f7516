/** The monitor as something that is started, watched and closed. */
package io.sessmonitor.topology.runtime;
