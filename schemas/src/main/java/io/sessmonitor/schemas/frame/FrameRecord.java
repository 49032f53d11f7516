package io.sessmonitor.schemas.frame;

import io.sessmonitor.schemas.PictureSide;
import java.util.Objects;

/**
 * A record of an input topic as it was read, with its coordinates.
 *
 * @param side which of the two input topics it is from
 * @param topic name of the topic
 * @param partition partition it was read from
 * @param offset its offset there
 * @param timestampMillis the record's timestamp, milliseconds since the epoch
 * @param key key bytes or null
 * @param value value bytes or null
 * @param headers its headers
 */
public record FrameRecord(
        PictureSide side,
        String topic,
        int partition,
        long offset,
        long timestampMillis,
        byte[] key,
        byte[] value,
        RecordHeaders headers) {

    public FrameRecord {
        Objects.requireNonNull(side, "side");
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(headers, "headers");
    }
}
