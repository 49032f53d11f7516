package io.sessmonitor.topology.failure;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Makes dead letters: key, value and headers as they were read, and six headers more. A header of the original that has
 * one of these names is kept before ours, and the last one counts. Immutable.
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

    /** Largest key, and largest sum of headers, that is kept. */
    private static final int MAX_ASIDE = 48 << 10;

    private final int maxValueBytes;

    /**
     * Makes letters that fit into their topic.
     *
     * @param maxValueBytes largest value that is kept: what the input topics may have
     */
    public DeadLetters(int maxValueBytes) {
        this.maxValueBytes = maxValueBytes;
    }

    /**
     * The letter for a record. Parts of it that are too large for any letter are left out, and the detail says so; the
     * coordinates tell where the whole of it lies.
     *
     * @param detail a sentence for people
     * @param now the letter's timestamp, milliseconds since the epoch
     */
    public Record<byte[], byte[]> letter(Origin origin, DeadLetterReason reason, String detail, long now) {
        StringBuilder text =
                new StringBuilder(detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) + "…" : detail);
        byte[] key = fitting(origin.key(), MAX_ASIDE, "key", text);
        byte[] value = fitting(origin.value(), maxValueBytes, "value", text);
        if (value == null && origin.value() == null && reason != DeadLetterReason.NO_VALUE) {
            text.append(
                    " (rerouted; value and headers are in the record that dlq.topic, dlq.partition and dlq.offset name)");
        }
        long headerBytes = 0;
        for (Header header : origin.headers()) {
            headerBytes += 16L + header.key().length() * 3L + (header.value() == null ? 0 : header.value().length);
        }
        Headers headers = new RecordHeaders();
        if (headerBytes <= MAX_ASIDE) {
            origin.headers().forEach(headers::add);
        } else {
            text.append(" (headers left out)");
        }
        add(headers, TOPIC, origin.topic());
        add(headers, PARTITION, Integer.toString(origin.partition()));
        add(headers, OFFSET, Long.toString(origin.offset()));
        add(headers, TIMESTAMP, Long.toString(origin.timestamp()));
        add(headers, REASON, reason.code());
        add(headers, DETAIL, text.toString());
        return new Record<>(key, value, Math.max(0, now), headers);
    }

    private static byte[] fitting(byte[] bytes, int max, String what, StringBuilder text) {
        if (bytes == null || bytes.length <= max) {
            return bytes;
        }
        text.append(" (").append(what).append(" of ").append(bytes.length).append(" bytes left out)");
        return null;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
