package io.sessmonitor.deploy.notify;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sessmonitor.schemas.Alert;
import io.sessmonitor.schemas.AlertState;
import io.sessmonitor.schemas.envelope.Link;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Any address that takes a JSON object for each alert that begins or ends. Its fields are those of the schema Alert, with
 * {@code link} beside them and enumerations in lower case; times are ISO-8601, in UTC.
 */
final class WebhookReceiver implements Receiver {

    private final URI url;
    private final boolean pending;

    /** @param pending whether it is also told of PENDING, and of the end of what never fired */
    WebhookReceiver(URI url, boolean pending) {
        this.url = url;
        this.pending = pending;
    }

    @Override
    public URI address() {
        return url;
    }

    @Override
    public boolean wants(Alert alert) {
        boolean fired = alert.getState() != AlertState.PENDING && alert.getFiredAt() != null;
        return fired || pending;
    }

    @Override
    public byte[] body(List<Alert> alerts) {
        Alert alert = alerts.get(0);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("rule", alert.getRule());
        node.put("link", new Link(alert.getStream(), alert.getReceiver()).key());
        node.put("stream", alert.getStream());
        node.put("receiver", alert.getReceiver());
        node.put("state", alert.getState().name().toLowerCase(Locale.ROOT));
        node.put("severity", alert.getSeverity().name().toLowerCase(Locale.ROOT));
        ObjectNode labels = node.putObject("labels");
        alert.getLabels().forEach(labels::put);
        node.put("summary", alert.getSummary());
        node.put("value", alert.getValue());
        node.put("threshold", alert.getThreshold());
        node.put("since", alert.getSince().toString());
        Instant firedAt = alert.getFiredAt();
        node.put("firedAt", firedAt == null ? null : firedAt.toString());
        node.put("at", alert.getAt().toString());
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean forgets() {
        return false;
    }
}
