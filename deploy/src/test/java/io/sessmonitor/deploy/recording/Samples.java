package io.sessmonitor.deploy.recording;

import io.sessmonitor.schemas.RecordedRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Recorded records for tests. */
final class Samples {

    static final long START = 1_700_000_000_000L;

    private Samples() {}

    /** So many frames of one stream every 100 ms, each sent and received, with random values of up to so many bytes. */
    static List<RecordedRecord> records(long seed, int frames, int maxBytes) {
        SplittableRandom random = new SplittableRandom(seed);
        List<RecordedRecord> records = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            for (String topic : List.of("frames.sent", "frames.received")) {
                byte[] value = new byte[1 + random.nextInt(maxBytes)];
                random.nextBytes(value);
                value[0] = 1;
                long time = START + i * 100L + (topic.equals("frames.sent") ? 0 : 20);
                RecordedRecord record = record(topic, 0, i, time, "cam/" + i, null);
                record.setValue(ByteBuffer.wrap(value));
                records.add(record);
            }
        }
        return records;
    }

    static RecordedRecord record(String topic, int partition, long offset, long timestamp, String key, String value) {
        return new RecordedRecord(topic, partition, offset, timestamp, buffer(key), buffer(value), List.of(), null);
    }

    static ByteBuffer buffer(String text) {
        return text == null ? null : ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
