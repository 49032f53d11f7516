package io.sessmonitor.topology.failure;

import java.util.Objects;
import org.apache.kafka.common.header.Headers;

/**
 * A record of an input topic exactly as it was read, so that it can go to the dead letters unchanged.
 *
 * @param timestamp the record's timestamp, milliseconds since the epoch
 * @param key key bytes or null
 * @param value value bytes or null; null too, and no headers, for a record that came by the detour of the wrong partition
 */
public record Origin(
        String topic, int partition, long offset, long timestamp, byte[] key, byte[] value, Headers headers) {

    public Origin {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(headers, "headers");
    }
}
