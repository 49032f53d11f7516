package io.sessmonitor.deploy.recording;

import io.sessmonitor.schemas.RecordedRecord;
import io.sessmonitor.schemas.envelope.FrameId;
import io.sessmonitor.schemas.envelope.Micros;
import io.sessmonitor.schemas.frame.FrameFormat;
import io.sessmonitor.schemas.wire.BoundedDecoder;
import io.sessmonitor.schemas.wire.ConfluentWireCodec;
import io.sessmonitor.schemas.wire.ConfluentWireCodec.SchemaLookup;
import io.sessmonitor.schemas.wire.RegistryClient;
import io.sessmonitor.schemas.wire.RegistryException;
import io.sessmonitor.schemas.wire.SubjectStrategy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.Utf8;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Makes of a recorded record the one that is written: the schema ID becomes the target registry's, a frame gets another
 * stream, number and time if that is asked for. A frame is rewritten with the very schema it was written with, so that
 * fields nobody here knows stay. What is no frame, or a broken one, goes as it is. Used by one thread.
 */
final class FrameRewriter {

    private static final String STREAM = "stream";
    private static final String SEQUENCE = "sequence";
    private static final String CAPTURED_AT = "capturedAt";

    private record TopicSchema(String topic, int id) {}

    /**
     * What is to be different.
     *
     * @param frame another frame ID for a frame's own; the same if it is to stay
     * @param micros another time for microseconds since 1970, or null if all times stay
     */
    record Change(FrameId frame, LongUnaryOperator micros) {}

    private final RegistryClient registry;
    private final SubjectStrategy strategy;
    private final Map<TopicSchema, Integer> ids = new HashMap<>();

    /** @param registry of the target; null leaves all values as they are */
    FrameRewriter(RegistryClient registry, SubjectStrategy strategy) {
        this.registry = registry;
        this.strategy = strategy;
    }

    /**
     * The record to write.
     *
     * @param frame the frame it is about, if it is one
     * @param change what is to be different, if it is a frame; null for nothing
     * @param timestamp milliseconds since 1970, null for the time of writing
     * @throws IOException if the target's registry does not take the schema
     */
    ProducerRecord<byte[], byte[]> rewrite(
            RecordedRecord from,
            String topic,
            SchemaLookup schemas,
            Optional<FrameId> frame,
            Change change,
            Long timestamp)
            throws IOException {
        byte[] key = RecordingFormat.bytes(from.getKey());
        byte[] value = RecordingFormat.bytes(from.getValue());
        Headers headers = RecordingFormat.headers(from);
        boolean changes = frame.isPresent() && change != null;
        if (changes) {
            key = change.frame().key().getBytes(StandardCharsets.UTF_8);
        }
        if (from.getSchemaId() != null && value != null && value.length >= ConfluentWireCodec.HEADER) {
            int id = from.getSchemaId();
            if (changes) {
                value = rewriteAvro(value, schema(schemas, id), change);
            }
            if (registry != null) {
                value = WireIds.replace(value, targetId(topic, id, schemas));
            }
        } else if (changes && change.micros() != null) {
            rewriteRaw(headers, change);
        }
        return new ProducerRecord<>(topic, null, timestamp, key, value, headers);
    }

    private int targetId(String topic, int id, SchemaLookup schemas) throws IOException {
        TopicSchema key = new TopicSchema(topic, id);
        Integer known = ids.get(key);
        if (known == null) {
            Schema schema = schema(schemas, id);
            try {
                known = registry.id(strategy.subject(topic, schema), schema);
            } catch (RegistryException e) {
                throw new IOException(
                        "topic " + topic + " cannot be written without its schema: " + e.getMessage()
                                + "; check registry.url and registry.register",
                        e);
            }
            ids.put(key, known);
        }
        return known;
    }

    private static Schema schema(SchemaLookup schemas, int id) throws IOException {
        try {
            return schemas.schema(id);
        } catch (RegistryException e) {
            throw new IOException("a record was written with a schema that is not there: " + e.getMessage(), e);
        }
    }

    private static byte[] rewriteAvro(byte[] value, Schema schema, Change change) throws IOException {
        if (!isFrame(schema)) {
            return value;
        }
        GenericRecord record;
        BoundedDecoder in = new BoundedDecoder(value, ConfluentWireCodec.HEADER);
        try {
            record = new GenericDatumReader<GenericRecord>(schema).read(null, in);
        } catch (IOException | RuntimeException e) {
            // It was broken when it was recorded, and the replay is to be the same.
            return value;
        }
        record.put(STREAM, new Utf8(change.frame().stream()));
        record.put(SEQUENCE, change.frame().sequence());
        if (change.micros() != null) {
            record.put(CAPTURED_AT, change.micros().applyAsLong((Long) record.get(CAPTURED_AT)));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(value.length + 64);
        out.write(value, 0, ConfluentWireCodec.HEADER);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private static boolean isFrame(Schema schema) {
        return schema.getType() == Schema.Type.RECORD
                && has(schema, STREAM, Schema.Type.STRING)
                && has(schema, SEQUENCE, Schema.Type.LONG)
                && has(schema, CAPTURED_AT, Schema.Type.LONG);
    }

    private static boolean has(Schema schema, String field, Schema.Type type) {
        return schema.getField(field) != null && schema.getField(field).schema().getType() == type;
    }

    /** A bare picture that says when it was taken; one that does not takes the record's timestamp for it anyway. */
    private static void rewriteRaw(Headers headers, Change change) {
        Header header = headers.lastHeader(FrameFormat.CAPTURED_AT);
        if (header == null || header.value() == null) {
            return;
        }
        String text = new String(header.value(), StandardCharsets.UTF_8);
        long micros;
        try {
            micros = text.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? Long.parseLong(text)
                    : Micros.of(Instant.parse(text));
        } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
            // It was broken when it was recorded.
            return;
        }
        headers.remove(FrameFormat.CAPTURED_AT);
        headers.add(
                FrameFormat.CAPTURED_AT,
                Long.toString(change.micros().applyAsLong(micros)).getBytes(StandardCharsets.UTF_8));
    }
}
