package io.sessmonitor.schemas.wire;

import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * Turns Avro records into the bytes of a record's value and back. {@link ConfluentWireCodec} is the one used by default; a site that
 * wants another (for example one around Confluent's own serializers) names its class in {@code registry.codec}. Such a class has a
 * public constructor without arguments and is configured once, before any other call. Implementations are safe for use by many
 * threads.
 */
public interface WireCodec extends AutoCloseable {

    /**
     * Takes the settings: every key of the configuration that begins with {@code registry.}, as written there.
     *
     * @throws IllegalArgumentException if a setting is missing or wrong; the message names it
     */
    void configure(Map<String, String> settings);

    /**
     * Encodes a record for a topic.
     *
     * @throws RegistryUnavailableException if the schema's ID could not be had in time; call again
     * @throws RegistryRefusedException if the registry will not take, or does not know, the record's schema
     */
    byte[] encode(String topic, SpecificRecord record) throws RegistryUnavailableException, RegistryRefusedException;

    /**
     * Decodes a value, resolving its writer's schema to that of {@code type}. Allocates no more than a small multiple of the value's
     * length, whatever the value claims.
     *
     * @throws MalformedRecordException if the value is bad
     * @throws RegistryUnavailableException if the writer's schema could not be had in time; call again
     */
    <T extends SpecificRecord> T decode(String topic, byte[] value, Class<T> type)
            throws MalformedRecordException, RegistryUnavailableException;

    /**
     * The index in a value from which on it is the plain binary encoding of a record of {@code type}, for who can read that faster.
     *
     * @return -1 if the value was written with another schema than that of {@code type}, or if this is not known yet; {@link #decode}
     *     then says
     */
    default int plainFrom(byte[] value, Class<? extends SpecificRecord> type) {
        return -1;
    }

    @Override
    default void close() {}
}
