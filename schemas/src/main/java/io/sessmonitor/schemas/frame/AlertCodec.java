package io.sessmonitor.schemas.frame;

import io.sessmonitor.schemas.Alert;
import io.sessmonitor.schemas.envelope.Link;
import io.sessmonitor.schemas.wire.MalformedRecordException;
import io.sessmonitor.schemas.wire.RegistryRefusedException;
import io.sessmonitor.schemas.wire.RegistryUnavailableException;
import io.sessmonitor.schemas.wire.WireCodec;
import java.util.Objects;

/** Alerts as records of {@code sess.alerts}: key UTF-8 {@code rule/stream>receiver}, value Avro. Safe for use by many threads. */
public final class AlertCodec {

    /** An alert is a few hundred bytes. */
    private static final int MAX_BYTES = 1 << 20;

    private final WireCodec codec;

    public AlertCodec(WireCodec codec) {
        this.codec = Objects.requireNonNull(codec, "codec");
    }

    /** The record's key: the rule's name has no slash, so what stands before the first one is the rule. */
    public static String key(String rule, Link link) {
        return rule + "/" + link.key();
    }

    /**
     * Encodes an alert.
     *
     * @throws RegistryUnavailableException if the schema's ID could not be had in time; call again
     * @throws RegistryRefusedException if the registry will not take, or does not know, the schema
     */
    public byte[] encode(String topic, Alert alert) throws RegistryUnavailableException, RegistryRefusedException {
        return codec.encode(topic, alert);
    }

    /**
     * Decodes an alert.
     *
     * @throws MalformedRecordException if the value is bad
     * @throws RegistryUnavailableException if the writer's schema could not be had in time; call again
     */
    public Alert decode(String topic, byte[] value) throws MalformedRecordException, RegistryUnavailableException {
        return codec.decode(topic, FrameRules.value(value, MAX_BYTES), Alert.class);
    }
}
