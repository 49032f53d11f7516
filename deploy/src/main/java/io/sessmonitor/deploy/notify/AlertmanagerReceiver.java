package io.sessmonitor.deploy.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sessmonitor.schemas.Alert;
import io.sessmonitor.schemas.AlertState;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A Prometheus Alertmanager, API v2. It tells alerts apart by their labels. What fires is posted without an end: it then is
 * over by the Alertmanager's own clock when its resolve_timeout has passed without a reminder. Event time may be ahead of the
 * clock here; an end in the future would not be one, so no time is later than now.
 */
final class AlertmanagerReceiver implements Receiver {

    private final URI base;
    private final Clock clock;

    /** @param base what {@code /api/v2/} follows */
    AlertmanagerReceiver(URI base, Clock clock) {
        this.base = base;
        this.clock = clock;
    }

    /** The address of one of its functions, for example {@code alerts} or {@code status}. */
    static URI function(URI base, String name) {
        return URI.create(base.toString().replaceAll("/+$", "") + "/api/v2/" + name);
    }

    @Override
    public URI address() {
        return function(base, "alerts");
    }

    @Override
    public boolean wants(Alert alert) {
        return alert.getState() != AlertState.PENDING && alert.getFiredAt() != null;
    }

    @Override
    public byte[] body(List<Alert> alerts) {
        Instant now = clock.instant();
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Alert alert : alerts) {
            ObjectNode node = list.addObject();
            ObjectNode labels = node.putObject("labels");
            alert.getLabels().forEach(labels::put);
            labels.put("alertname", alert.getRule());
            labels.put("stream", alert.getStream());
            labels.put("receiver", alert.getReceiver());
            labels.put("severity", alert.getSeverity().name().toLowerCase(Locale.ROOT));
            ObjectNode annotations = node.putObject("annotations");
            annotations.put("summary", alert.getSummary());
            if (alert.getValue() != null) {
                annotations.put("value", alert.getValue().toString());
            }
            annotations.put("threshold", Double.toString(alert.getThreshold()));
            Instant start = earlier(alert.getFiredAt(), now);
            node.put("startsAt", start.toString());
            if (alert.getState() == AlertState.RESOLVED) {
                Instant end = earlier(alert.getAt(), now);
                node.put("endsAt", (end.isBefore(start) ? start : end).toString());
            }
        }
        return list.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean forgets() {
        return true;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
