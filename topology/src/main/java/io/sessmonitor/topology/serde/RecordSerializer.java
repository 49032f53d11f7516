package io.sessmonitor.topology.serde;

import io.sessmonitor.schemas.wire.RegistryRefusedException;
import io.sessmonitor.schemas.wire.RegistryUnavailableException;
import io.sessmonitor.topology.failure.RetryLaterException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Records in Confluent wire format. The schema's ID is asked for once, at start, so the registry may be away later; if it
 * is away before that, the thread is replaced and tries again.
 */
public final class RecordSerializer<T> implements Serializer<T> {

    /** How a codec of the schemas module encodes. */
    @FunctionalInterface
    public interface Encoder<T> {
        byte[] encode(String topic, T record) throws RegistryUnavailableException, RegistryRefusedException;
    }

    private final String schema;
    private final Encoder<T> encoder;

    /** A serializer of records of the schema with that name. */
    public RecordSerializer(String schema, Encoder<T> encoder) {
        this.schema = schema;
        this.encoder = encoder;
    }

    @Override
    public byte[] serialize(String topic, T record) {
        if (record == null) {
            return null;
        }
        try {
            return encoder.encode(topic, record);
        } catch (RegistryUnavailableException e) {
            throw new RetryLaterException(e.getMessage(), e);
        } catch (RegistryRefusedException e) {
            throw new SerializationException("schema " + schema + " for topic " + topic + ": " + e.getMessage(), e);
        }
    }
}
