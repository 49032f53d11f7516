/**
 * What the demo and the integration tests run instead of a real installation: one Kafka broker and one schema registry inside this
 * JVM, on the loopback address only.
 */
package io.sessmonitor.deploy.broker;
