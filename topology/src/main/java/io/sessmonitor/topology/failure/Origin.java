package io.sessmonitor.topology.failure;

import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

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

    /** The record that a source has just given to a processor of this context. */
    public static Origin of(ProcessingContext context, Record<byte[], byte[]> record) {
        RecordMetadata at = context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a source record without coordinates"));
        return new Origin(
                at.topic(),
                at.partition(),
                at.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                record.headers());
    }
}
