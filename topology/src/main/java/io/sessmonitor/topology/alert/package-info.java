/**
 * Rules and alerts. Takes scores and final aggregates of one link after the other, gives {@code sess.alerts}: a record for
 * every change of state of a rule on a link. {@code RulesFile} reads the rules, {@code Detector} decides without knowing
 * Kafka or a clock, {@code AlertProcessor} brings both together; delivery to people is a matter of its own.
 */
package io.sessmonitor.topology.alert;
