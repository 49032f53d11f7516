package io.sessmonitor.schemas.envelope;

import java.util.Objects;

/** Where a frame's encoded picture is. What pairing keeps of a payload is this, never the pixels. */
public sealed interface PayloadRef {

    /** The picture lies in the record that brought the frame: read that offset again. */
    record LogRecord(String topic, int partition, long offset) implements PayloadRef {
        public LogRecord {
            Objects.requireNonNull(topic, "topic");
        }
    }

    /** The picture lies outside Kafka. {@code sha256} is hexadecimal, {@code size} in bytes. */
    record Claim(String uri, String sha256, long size) implements PayloadRef {
        public Claim {
            Objects.requireNonNull(uri, "uri");
            Objects.requireNonNull(sha256, "sha256");
        }
    }
}
