package io.sessmonitor.deploy.notify;

import io.sessmonitor.schemas.Alert;
import io.sessmonitor.schemas.AlertSeverity;
import io.sessmonitor.schemas.AlertState;
import java.time.Instant;
import java.util.Map;

/** Alerts as the topology writes them. */
final class Alerts {

    static final Instant SINCE = Instant.parse("2024-05-01T10:00:00Z");

    private Alerts() {}

    static Alert pending(String rule) {
        return builder(rule, AlertState.PENDING).setFiredAt(null).build();
    }

    static Alert firing(String rule) {
        return builder(rule, AlertState.FIRING).build();
    }

    static Alert resolved(String rule) {
        return resolved(rule, SINCE.plusSeconds(30), SINCE.plusSeconds(90));
    }

    static Alert resolved(String rule, Instant firedAt, Instant at) {
        return builder(rule, AlertState.RESOLVED)
                .setFiredAt(firedAt)
                .setAt(at)
                .setSummary(rule + " is over")
                .build();
    }

    /** As for a rule that was removed meanwhile. */
    static Alert ended(String rule) {
        return builder(rule, AlertState.RESOLVED)
                .setLabels(Map.of())
                .setSeverity(AlertSeverity.INFO)
                .setValue(null)
                .build();
    }

    private static Alert.Builder builder(String rule, AlertState state) {
        return Alert.newBuilder()
                .setRule(rule)
                .setStream("camera")
                .setReceiver("near")
                .setState(state)
                .setSeverity(AlertSeverity.CRITICAL)
                .setLabels(Map.of("team", "link"))
                .setSummary(rule + " is bad")
                .setValue(0.25)
                .setThreshold(0.5)
                .setSince(SINCE)
                .setFiredAt(SINCE.plusSeconds(30))
                .setAt(SINCE.plusSeconds(30));
    }
}
