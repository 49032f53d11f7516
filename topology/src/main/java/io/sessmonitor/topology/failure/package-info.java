/**
 * What cannot go its way. A bad record is a value and goes to the dead letters with its reason; a broken process is an
 * exception, and {@link io.sessmonitor.topology.failure.UncaughtFailures} says whether the thread begins anew or the
 * monitor stops.
 */
package io.sessmonitor.topology.failure;
