package io.sessmonitor.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import io.sessmonitor.schemas.Frame;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.LinkAggregate;
import io.sessmonitor.schemas.RandomRecords;
import io.sessmonitor.schemas.frame.AggregateCodec;
import io.sessmonitor.schemas.frame.ScoreCodec;
import io.sessmonitor.schemas.wire.MalformedRecordException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WireCodecTest {

    private static final String TOPIC = "sess.scores";

    private FakeRegistry registry;
    private ConfluentWireCodec codec;

    @BeforeEach
    void start() throws IOException {
        registry = new FakeRegistry();
        codec = new ConfluentWireCodec();
        codec.configure(registry.settings());
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void scores_come_back_as_they_were_written() throws Exception {
        ScoreCodec scores = new ScoreCodec(codec);
        for (int seed = 0; seed < 300; seed++) {
            FrameScore score = new RandomRecords(seed).score();
            byte[] value = scores.encode(TOPIC, score);
            assertThat(scores.decode(TOPIC, value)).as("seed %d", seed).isEqualTo(score);
            assertThat(new String(scores.key(score), StandardCharsets.UTF_8))
                    .isEqualTo(score.getStream() + ">" + score.getReceiver());
        }
        assertThat(registry.requests())
                .containsExactly("POST /subjects/sess.scores-value/versions", "GET /schemas/ids/1");
    }

    @Test
    void aggregates_come_back_as_they_were_written() throws Exception {
        AggregateCodec aggregates = new AggregateCodec(codec);
        for (int seed = 0; seed < 100; seed++) {
            LinkAggregate aggregate = new RandomRecords(seed).aggregate();
            byte[] value = aggregates.encode("sess.aggregates", aggregate);
            assertThat(aggregates.decode("sess.aggregates", value))
                    .as("seed %d", seed)
                    .isEqualTo(aggregate);
        }
    }

    @Test
    void the_key_of_an_aggregate_is_its_link_and_its_window() {
        LinkAggregate aggregate = new RandomRecords(1).aggregate();
        aggregate.setStream("cam0");
        aggregate.setReceiver("rx1");
        aggregate.setWindowSize(90_000);
        aggregate.setWindowStart(Instant.ofEpochSecond(1_790_000_010));
        assertThat(new AggregateCodec(codec).key(aggregate)).asString().isEqualTo("cam0>rx1@90s@1790000010000");
        assertThat(Stream.of(500L, 10_000L, 60_000L, 300_000L, 7_200_000L).map(AggregateCodec::sizeText))
                .containsExactly("500ms", "10s", "1m", "5m", "2h");
    }

    @Test
    void the_value_begins_with_zero_and_the_id_highest_byte_first() throws Exception {
        registry.trouble((request, authorization) -> FakeRegistry.Reply.json(200, "{\"id\":16909060}"));

        assertThat(codec.encode(TOPIC, new RandomRecords(1).score())).startsWith(0, 1, 2, 3, 4);
    }

    @Test
    void what_is_registered_is_the_schema_file_without_hints_for_java() throws Exception {
        codec.encode("frames.sent", new RandomRecords(1).sentFrame());

        Path file = Path.of(System.getProperty("project.root"), "schemas/src/main/avro/frame.avsc");
        Schema expected = new Schema.Parser().parse(Files.readString(file));
        assertThat(new RegistryClient(registry.settings()).schema(1).toString()).isEqualTo(expected.toString());
    }

    @Test
    void cut_scores_are_malformed() throws Exception {
        byte[] value = codec.encode(TOPIC, new RandomRecords(6).score());
        for (int length = 0; length < value.length; length++) {
            byte[] cut = Arrays.copyOf(value, length);
            assertThat(reasonOf(cut, FrameScore.class))
                    .as("cut to %d bytes", length)
                    .isEqualTo(length < 5 ? Reason.NOT_WIRE_FORMAT : Reason.NOT_DECODABLE);
        }
        assertThat(reasonOf(Arrays.copyOf(value, value.length + 1), FrameScore.class))
                .as("followed by something")
                .isEqualTo(Reason.NOT_DECODABLE);
    }

    @Test
    void damaged_scores_are_malformed_or_read_and_never_allocate_much() throws Exception {
        byte[] value = codec.encode(TOPIC, new RandomRecords(6).score());
        codec.decode(TOPIC, value, FrameScore.class);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Random random = new Random(5);
        int malformed = 0;
        for (int i = 0; i < 5000; i++) {
            byte[] damaged = value.clone();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                damaged[5 + random.nextInt(value.length - 5)] = (byte) random.nextInt(256);
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                codec.decode(TOPIC, damaged, FrameScore.class);
            } catch (MalformedRecordException e) {
                malformed++;
                assertThat(e.reason()).isEqualTo(Reason.NOT_DECODABLE);
                assertThat(e.getMessage()).hasSizeLessThan(500).doesNotContain("\n");
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
        }
        assertThat(malformed).isGreaterThan(1000);
    }

    @Test
    void what_is_not_the_wire_format_is_said_to_be_so() {
        byte[] jpeg = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 0, 0, 0};
        assertThatThrownBy(() -> codec.decode(TOPIC, jpeg, Frame.class))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("begins with ff d8 ff")
                .hasMessageContaining("input.format: raw");
        assertThat(reasonOf(null, Frame.class)).isEqualTo(Reason.NO_VALUE);
        assertThat(registry.requests()).isEmpty();
    }

    @Test
    void ids_that_nobody_gave_are_unknown_schemas() {
        assertThat(reasonOf(new byte[] {0, 0, 0, 0, 99, 1, 2}, Frame.class)).isEqualTo(Reason.UNKNOWN_SCHEMA);
        assertThat(reasonOf(new byte[] {0, (byte) 0xFF, 0, 0, 99, 1, 2}, Frame.class))
                .isEqualTo(Reason.UNKNOWN_SCHEMA);
        assertThat(registry.requests()).containsExactly("GET /schemas/ids/99");
    }

    @Test
    void a_registry_that_is_down_is_no_fault_of_the_record() {
        registry.goDown();
        ConfluentWireCodec patient = new ConfluentWireCodec(RegistrySettings.of(registry.settings()), new FakeTicker());

        assertThatThrownBy(() -> patient.decode(TOPIC, new byte[] {0, 0, 0, 0, 1, 0}, Frame.class))
                .isInstanceOf(RegistryUnavailableException.class);
        assertThatThrownBy(() -> patient.encode(TOPIC, new RandomRecords(1).score()))
                .isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void schemas_seen_before_do_not_need_the_registry() throws Exception {
        FrameScore score = new RandomRecords(1).score();
        byte[] value = codec.encode(TOPIC, score);
        codec.decode(TOPIC, value, FrameScore.class);
        registry.goDown();

        assertThat(codec.decode(TOPIC, codec.encode(TOPIC, score), FrameScore.class))
                .isEqualTo(score);
    }

    @Test
    void frames_of_an_older_and_of_a_newer_writer_are_read() throws Exception {
        Schema older = SchemaBuilder.record("Frame")
                .namespace("io.sessmonitor.schemas")
                .fields()
                .requiredString("stream")
                .requiredInt("sequence")
                .requiredLong("capturedAt")
                .requiredBytes("payload")
                .endRecord();
        GenericRecord written = new GenericRecordBuilder(older)
                .set("stream", "cam")
                .set("sequence", 7)
                .set("capturedAt", 1_000_001L)
                .set("payload", ByteBuffer.wrap(new byte[] {1, 2}))
                .build();

        Frame read = codec.decode(TOPIC, codec.encodeGeneric("old", written), Frame.class);

        assertThat(read.getSequence()).isEqualTo(7);
        assertThat(read.getPayload()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
        assertThat(read.getMediaType()).isEmpty();
        assertThat(read.getTags()).isEmpty();

        Schema newer = SchemaBuilder.record("Frame")
                .namespace("io.sessmonitor.schemas")
                .fields()
                .name("lens")
                .type(SchemaBuilder.map().values().array().items().nullable().doubleType())
                .noDefault()
                .requiredString("stream")
                .requiredLong("sequence")
                .requiredLong("capturedAt")
                .requiredBytes("payload")
                .requiredBytes("thumbnail")
                .endRecord();
        GenericRecord newerFrame = new GenericRecordBuilder(newer)
                .set("lens", Map.of("k", Arrays.asList(0.5, null)))
                .set("stream", "cam")
                .set("sequence", 8L)
                .set("capturedAt", 5L)
                .set("payload", ByteBuffer.wrap(new byte[] {3}))
                .set("thumbnail", ByteBuffer.wrap(new byte[100]))
                .build();

        assertThat(codec.decode(TOPIC, codec.encodeGeneric("new", newerFrame), Frame.class)
                        .getSequence())
                .isEqualTo(8);
    }

    @Test
    void a_record_that_holds_itself_too_often_is_malformed() throws Exception {
        Schema newer = new Schema.Parser().parse("""
                {"type": "record", "name": "Frame", "namespace": "io.sessmonitor.schemas", "fields": [
                  {"name": "chain", "type": {"type": "record", "name": "Chain", "fields": [
                    {"name": "next", "type": ["null", "Chain"]}]}},
                  {"name": "stream", "type": "string"}, {"name": "sequence", "type": "long"},
                  {"name": "capturedAt", "type": "long"}, {"name": "payload", "type": "bytes"}]}""");
        GenericRecord flat = new GenericRecordBuilder(newer)
                .set(
                        "chain",
                        new GenericRecordBuilder(newer.getField("chain").schema())
                                .set("next", null)
                                .build())
                .set("stream", "cam")
                .set("sequence", 8L)
                .set("capturedAt", 5L)
                .set("payload", ByteBuffer.wrap(new byte[] {3}))
                .build();
        byte[] value = codec.encodeGeneric("new", flat);
        int links = 1_000_000;
        byte[] deep = new byte[value.length + links];
        System.arraycopy(value, 0, deep, 0, ConfluentWireCodec.HEADER);
        Arrays.fill(deep, ConfluentWireCodec.HEADER, ConfluentWireCodec.HEADER + links, (byte) 2);
        System.arraycopy(
                value,
                ConfluentWireCodec.HEADER,
                deep,
                ConfluentWireCodec.HEADER + links,
                value.length - ConfluentWireCodec.HEADER);

        assertThat(codec.decode(TOPIC, value, Frame.class).getSequence()).isEqualTo(8);
        assertThat(catchThrowableOfType(MalformedRecordException.class, () -> codec.decode(TOPIC, deep, Frame.class))
                        .reason())
                .isEqualTo(Reason.NOT_DECODABLE);
    }

    @Test
    void scores_written_with_a_schema_published_before_are_read() throws Exception {
        Schema published;
        try (InputStream file = getClass().getResourceAsStream("/published/frame-score-1.avsc")) {
            published = new Schema.Parser().parse(file);
        }
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(FrameScore.getClassSchema(), published)
                        .getType())
                .isEqualTo(SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE);
        GenericRecord written = new GenericRecordBuilder(published)
                .set("stream", "cam")
                .set("receiver", "rx")
                .set("sequence", 7L)
                .set("capturedAt", 5L)
                .set(
                        "outcome",
                        new GenericData.EnumSymbol(published.getField("outcome").schema(), "SCORED"))
                .set("score", .5)
                .set("metrics", Map.of("lpips", .25))
                .build();

        FrameScore read = codec.decode(TOPIC, codec.encodeGeneric("old", written), FrameScore.class);

        assertThat(read.getScore()).isEqualTo(.5);
        assertThat(read.getMetrics()).containsEntry("lpips", .25);
        assertThat(read.getMetricBundles()).isNull();
        assertThat(read.getCalibration()).isNull();
    }

    @Test
    void a_record_of_another_kind_is_malformed() throws Exception {
        byte[] score = codec.encode(TOPIC, new RandomRecords(1).score());

        assertThatThrownBy(() -> codec.decode("frames.sent", score, Frame.class))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("schema 1 cannot be read as io.sessmonitor.schemas.Frame");
    }

    @Test
    void a_record_can_be_read_without_a_class_of_its_own() throws Exception {
        Frame frame = new RandomRecords(4).sentFrame();
        byte[] value = codec.encode("frames.sent", frame);
        codec.decode("frames.sent", value, Frame.class);

        assertThat(codec.decodeGeneric("frames.sent", value, Frame.getClassSchema()))
                .isInstanceOf(GenericData.Record.class)
                .extracting(record -> record.get(0).toString())
                .isEqualTo(frame.getStream());
    }

    @Test
    void a_record_that_does_not_fit_its_schema_is_the_callers_mistake() {
        assertThatThrownBy(() -> codec.encode(TOPIC, new Frame()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a Frame does not fit its schema");
    }

    @Test
    void a_site_may_name_a_codec_of_its_own() throws Exception {
        WireCodec own = WireCodecs.create(Map.of(
                "registry.codec",
                Fixed.class.getName(),
                "registry.codec.colour",
                "blue",
                "topics.sent",
                "frames.sent"));

        assertThat(own.encode(TOPIC, new RandomRecords(1).score()))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("[registry.codec, registry.codec.colour]");
        assertThat(WireCodecs.create(registry.settings())).isInstanceOf(ConfluentWireCodec.class);
        for (String wrong : List.of("no.such.Codec", String.class.getName(), Hidden.class.getName())) {
            assertThatThrownBy(() -> WireCodecs.create(Map.of("registry.codec", wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("registry.codec: ")
                    .hasMessageContaining(wrong);
        }
    }

    /** A codec of a site's own. */
    public static class Fixed implements WireCodec {
        private byte[] value;

        @Override
        public void configure(Map<String, String> settings) {
            value = settings.keySet().toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] encode(String topic, SpecificRecord record) {
            return value;
        }

        @Override
        public <T extends SpecificRecord> T decode(String topic, byte[] bytes, Class<T> type) {
            throw new UnsupportedOperationException("only encodes");
        }
    }

    /** Cannot be made from outside. */
    static final class Hidden extends Fixed {
        private Hidden() {}
    }

    private Reason reasonOf(byte[] value, Class<? extends SpecificRecord> type) {
        MalformedRecordException error =
                catchThrowableOfType(MalformedRecordException.class, () -> codec.decode(TOPIC, value, type));
        assertThat(error).as("malformed").isNotNull();
        return error.reason();
    }

    @Test
    void hostile_lengths_in_a_frame_do_not_allocate() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        codec.encode("frames.sent", new RandomRecords(1).sentFrame());
        out.writeBytes(new byte[] {0, 0, 0, 0, 1});
        out.writeBytes(new byte[] {(byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F});
        byte[] hostile = Arrays.copyOf(out.toByteArray(), 20);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        reasonOf(hostile, Frame.class);

        long before = threads.getCurrentThreadAllocatedBytes();
        assertThat(reasonOf(hostile, Frame.class)).isEqualTo(Reason.NOT_DECODABLE);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
    }
}
