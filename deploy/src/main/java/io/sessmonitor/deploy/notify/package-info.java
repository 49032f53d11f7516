/**
 * Tells people: reads {@code sess.alerts} and hands every alert to Alertmanagers and webhooks. Each target has a worker with
 * a thread and a consumer group of its own, so that one that is down holds up nobody: the topic is what waits for it.
 */
package io.sessmonitor.deploy.notify;
