package io.sessmonitor.topology.serde;

import io.sessmonitor.schemas.Alert;
import io.sessmonitor.schemas.frame.AlertCodec;
import io.sessmonitor.schemas.wire.RegistryRefusedException;
import io.sessmonitor.schemas.wire.RegistryUnavailableException;
import io.sessmonitor.topology.failure.RetryLaterException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Alerts in Confluent wire format. The schema's ID is asked for once, at start, so the registry may be away later; if it
 * is away before that, the thread is replaced and tries again.
 */
public final class AlertSerializer implements Serializer<Alert> {

    private final AlertCodec codec;

    public AlertSerializer(AlertCodec codec) {
        this.codec = codec;
    }

    @Override
    public byte[] serialize(String topic, Alert alert) {
        if (alert == null) {
            return null;
        }
        try {
            return codec.encode(topic, alert);
        } catch (RegistryUnavailableException e) {
            throw new RetryLaterException(e.getMessage(), e);
        } catch (RegistryRefusedException e) {
            throw new SerializationException("schema Alert for topic " + topic + ": " + e.getMessage(), e);
        }
    }
}
