package io.sessmonitor.topology.ingest;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The record's own timestamp, whatever the record holds: waiting is about when frames came, not about when they were
 * taken, and a capture time of the year 9999 must not end the wait of all others. A record without one (hostile or very
 * old producers) takes the time of its partition.
 */
public final class RecordTimestamps implements TimestampExtractor {

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return record.timestamp() >= 0 ? record.timestamp() : Math.max(0, partitionTime);
    }
}
