/**
 * Command {@code doctor}: everything the monitor needs, checked one after the other before it is started. Each {@link
 * io.sessmonitor.deploy.doctor.Check} looks at one thing and says what it found; what Kafka says comes through {@link
 * io.sessmonitor.deploy.doctor.ClusterView}, so that the judgement can be tested without a broker.
 */
package io.sessmonitor.deploy.doctor;
