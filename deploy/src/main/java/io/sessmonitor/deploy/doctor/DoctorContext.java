package io.sessmonitor.deploy.doctor;

import io.sessmonitor.topology.config.MonitorConfig;
import java.time.Duration;

/**
 * What the checks look at.
 *
 * @param cluster asks the broker; not closed by the checks
 * @param patience longest wait for the registry to answer
 */
record DoctorContext(MonitorConfig config, ClusterView cluster, Duration patience) {}
