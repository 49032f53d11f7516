package io.sessmonitor.deploy.recording;

import io.sessmonitor.schemas.RecordedHeader;
import io.sessmonitor.schemas.RecordedRecord;
import io.sessmonitor.schemas.envelope.FrameId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** What writer and reader agree on, and the records themselves. */
final class RecordingFormat {

    /** Metadata key of the container file that makes it a recording. */
    static final String VERSION_KEY = "sess.recording.version";

    static final String VERSION = "1";

    /** A block is closed when it has so many bytes; with its last record it may have many more. */
    static final int BLOCK_BYTES = 256 << 10;

    /** No record, and so no block, is larger. It bounds what a reader allocates for a block that claims any size. */
    static final int MAX_BLOCK_BYTES = 256 << 20;

    /** Head of an Avro container file: magic, metadata, the marker that ends every block. */
    static final Schema FILE_HEAD = SchemaBuilder.record("Header")
            .namespace("org.apache.avro.file")
            .fields()
            .name("magic")
            .type(Schema.createFixed("Magic", null, "org.apache.avro.file", 4))
            .noDefault()
            .name("meta")
            .type()
            .map()
            .values()
            .bytesType()
            .noDefault()
            .name("sync")
            .type(Schema.createFixed("Sync", null, "org.apache.avro.file", 16))
            .noDefault()
            .endRecord();

    private RecordingFormat() {}

    /**
     * A record as it is recorded.
     *
     * @param schemaId ID in its value, or null if that is not in the wire format
     */
    static RecordedRecord record(ConsumerRecord<byte[], byte[]> from, Integer schemaId) {
        List<RecordedHeader> headers = new ArrayList<>();
        for (Header header : from.headers()) {
            headers.add(new RecordedHeader(header.key(), wrap(header.value())));
        }
        return new RecordedRecord(
                from.topic(),
                from.partition(),
                from.offset(),
                from.timestamp(),
                wrap(from.key()),
                wrap(from.value()),
                headers,
                schemaId);
    }

    /** The headers of a record as Kafka has them. */
    static Headers headers(RecordedRecord record) {
        RecordHeaders headers = new RecordHeaders();
        record.getHeaders().forEach(header -> headers.add(header.getName(), bytes(header.getValue())));
        return headers;
    }

    /** Bytes of key, value and headers. */
    static long bytes(RecordedRecord record) {
        long bytes = size(record.getKey()) + size(record.getValue());
        for (RecordedHeader header : record.getHeaders()) {
            bytes += header.getName().length() + size(header.getValue());
        }
        return bytes;
    }

    /** The frame a record is about, if its key is a frame ID. */
    static Optional<FrameId> frame(RecordedRecord record) {
        if (record.getKey() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(FrameId.parse(
                    StandardCharsets.UTF_8.decode(record.getKey().duplicate()).toString()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The bytes of a buffer, not copied if it is the whole of its array; null for null. */
    static byte[] bytes(ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        if (buffer.hasArray() && buffer.arrayOffset() == 0 && buffer.remaining() == buffer.array().length) {
            return buffer.array();
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static ByteBuffer wrap(byte[] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    private static int size(ByteBuffer buffer) {
        return buffer == null ? 0 : buffer.remaining();
    }
}
