package io.sessmonitor.schemas.frame;

import io.sessmonitor.schemas.LinkAggregate;
import io.sessmonitor.schemas.envelope.Link;
import io.sessmonitor.schemas.wire.MalformedRecordException;
import io.sessmonitor.schemas.wire.RegistryRefusedException;
import io.sessmonitor.schemas.wire.RegistryUnavailableException;
import io.sessmonitor.schemas.wire.WireCodec;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Aggregates as records of {@code sess.aggregates}: key UTF-8 {@code stream>receiver@SIZE@START}, for example
 * {@code cam0>rx1@10s@1790000000000}, value Avro. Safe for use by many threads.
 */
public final class AggregateCodec {

    /** An aggregate is a few kilobytes. */
    private static final int MAX_BYTES = 1 << 20;

    private final WireCodec codec;

    public AggregateCodec(WireCodec codec) {
        this.codec = Objects.requireNonNull(codec, "codec");
    }

    /** The record's key. */
    public byte[] key(LinkAggregate aggregate) {
        return keyText(aggregate).getBytes(StandardCharsets.UTF_8);
    }

    /** The record's key as a text. */
    public static String keyText(LinkAggregate aggregate) {
        return new Link(aggregate.getStream(), aggregate.getReceiver()).key()
                + "@" + sizeText(aggregate.getWindowSize())
                + "@" + aggregate.getWindowStart().toEpochMilli();
    }

    /** A window's size as it is written in the configuration, in the largest unit that divides it: {@code 90s}. */
    public static String sizeText(long millis) {
        return millis % 3_600_000 == 0
                ? millis / 3_600_000 + "h"
                : millis % 60_000 == 0
                        ? millis / 60_000 + "m"
                        : millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }

    /**
     * Encodes an aggregate.
     *
     * @throws RegistryUnavailableException if the schema's ID could not be had in time; call again
     * @throws RegistryRefusedException if the registry will not take, or does not know, the schema
     */
    public byte[] encode(String topic, LinkAggregate aggregate)
            throws RegistryUnavailableException, RegistryRefusedException {
        return codec.encode(topic, aggregate);
    }

    /**
     * Decodes an aggregate.
     *
     * @throws MalformedRecordException if the value is bad
     * @throws RegistryUnavailableException if the writer's schema could not be had in time; call again
     */
    public LinkAggregate decode(String topic, byte[] value)
            throws MalformedRecordException, RegistryUnavailableException {
        return codec.decode(topic, FrameRules.value(value, MAX_BYTES), LinkAggregate.class);
    }
}
