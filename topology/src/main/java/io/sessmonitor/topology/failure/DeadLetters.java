package io.sessmonitor.topology.failure;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Makes dead letters: key, value and headers as they were read, and six headers more. A header of the original that has
 * one of these names is kept before ours, and the last one counts.
 */
public final class DeadLetters {

    public static final String TOPIC = "dlq.topic";
    public static final String PARTITION = "dlq.partition";
    public static final String OFFSET = "dlq.offset";
    public static final String TIMESTAMP = "dlq.timestamp";
    public static final String REASON = "dlq.reason";
    public static final String DETAIL = "dlq.detail";

    /** Details quote the record, so they are bounded, lest a letter outgrow its topic. */
    private static final int MAX_DETAIL = 1000;

    private DeadLetters() {}

    /**
     * The letter for a record.
     *
     * @param detail a sentence for people
     * @param now the letter's timestamp, milliseconds since the epoch
     */
    public static Record<byte[], byte[]> letter(Origin origin, DeadLetterReason reason, String detail, long now) {
        Headers headers = new RecordHeaders(origin.headers().toArray());
        add(headers, TOPIC, origin.topic());
        add(headers, PARTITION, Integer.toString(origin.partition()));
        add(headers, OFFSET, Long.toString(origin.offset()));
        add(headers, TIMESTAMP, Long.toString(origin.timestamp()));
        add(headers, REASON, reason.code());
        add(headers, DETAIL, detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) + "…" : detail);
        return new Record<>(origin.key(), origin.value(), Math.max(0, now), headers);
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
