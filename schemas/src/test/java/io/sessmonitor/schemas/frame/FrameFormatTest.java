package io.sessmonitor.schemas.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sessmonitor.schemas.ClaimCheck;
import io.sessmonitor.schemas.Frame;
import io.sessmonitor.schemas.PictureSide;
import io.sessmonitor.schemas.RandomRecords;
import io.sessmonitor.schemas.Sha256;
import io.sessmonitor.schemas.envelope.FrameEnvelope;
import io.sessmonitor.schemas.envelope.PayloadRef;
import io.sessmonitor.schemas.wire.FakeRegistry;
import io.sessmonitor.schemas.wire.MalformedRecordException;
import io.sessmonitor.schemas.wire.MalformedRecordException.Reason;
import io.sessmonitor.schemas.wire.WireCodec;
import io.sessmonitor.schemas.wire.WireCodecs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameFormatTest {

    private static final String TOPIC = "frames.sent";
    private static FakeRegistry registry;
    private static WireCodec codec;

    @BeforeAll
    static void start() throws IOException {
        registry = new FakeRegistry();
        codec = WireCodecs.create(registry.settings());
    }

    @AfterAll
    static void stop() {
        codec.close();
        registry.close();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(FrameFormat.class)
    void frames_come_back_as_they_were_written(FrameFormat format) throws Exception {
        for (int seed = 0; seed < 300; seed++) {
            RandomRecords random = new RandomRecords(seed);
            Frame frame = seed % 2 == 0 ? random.sentFrame() : random.receivedFrame();
            PictureSide side = seed % 2 == 0 ? PictureSide.SENT : PictureSide.RECEIVED;
            FrameWriter.Encoded written = format.writer(codec).write(TOPIC, frame);

            DecodedFrame read = reader(format).read(record(side, written));

            FrameEnvelope envelope = read.envelope();
            assertThat(envelope.frameId())
                    .as("seed %d", seed)
                    .isEqualTo(frame.getStream() + "/" + frame.getSequence())
                    .isEqualTo(new String(written.key(), StandardCharsets.UTF_8));
            assertThat(envelope.receiver()).isEqualTo(frame.getReceiver());
            assertThat(envelope.capturedAtMicros())
                    .isEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, frame.getCapturedAt()));
            assertThat(envelope.tags()).isEqualTo(frame.getTags());
            assertThat(envelope.payload()).isEqualTo(new PayloadRef.LogRecord(TOPIC, 3, 42));
            assertThat(ByteBuffer.wrap(read.payload())).isEqualTo(frame.getPayload());
            assertThat(reader(format).payload(TOPIC, written.value())).isEqualTo(read.payload());
        }
    }

    @Test
    void a_claim_check_is_passed_on_and_is_no_picture() throws Exception {
        Frame frame = new RandomRecords(1).claimFrame();
        ClaimCheck claim = (ClaimCheck) frame.getPayload();
        FrameWriter.Encoded written = FrameFormat.AVRO.writer(codec).write(TOPIC, frame);

        DecodedFrame read = reader(FrameFormat.AVRO).read(record(PictureSide.SENT, written));

        assertThat(read.payload()).isNull();
        assertThat(read.envelope().payload())
                .isEqualTo(new PayloadRef.Claim(
                        claim.getUri(),
                        HexFormat.of().formatHex(claim.getSha256().bytes()),
                        claim.getSize()));
        assertThat(reasonOf(() -> reader(FrameFormat.AVRO).payload(TOPIC, written.value())))
                .isEqualTo(Reason.BAD_FIELD);
        assertThatThrownBy(() -> FrameFormat.RAW.writer(null).write(TOPIC, frame))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("claim checks");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(FrameFormat.class)
    void cut_and_damaged_records_are_read_or_malformed_and_nothing_else(FrameFormat format) throws Exception {
        Frame frame = new RandomRecords(7).receivedFrame();
        FrameWriter.Encoded good = format.writer(codec).write(TOPIC, frame);
        for (int length = 0; length < good.value().length; length++) {
            byte[] cut = java.util.Arrays.copyOf(good.value(), length);
            FrameWriter.Encoded record = new FrameWriter.Encoded(good.key(), cut, good.headers());
            if (format == FrameFormat.AVRO) {
                assertThat(reasonOf(() -> reader(format).read(record(PictureSide.RECEIVED, record))))
                        .as("cut to %d bytes", length)
                        .isIn(Reason.NOT_WIRE_FORMAT, Reason.NOT_DECODABLE);
            } else {
                assertThat(reader(format)
                                .read(record(PictureSide.RECEIVED, record))
                                .payload())
                        .isEqualTo(cut);
            }
        }
        Random random = new Random(11);
        int read = 0;
        for (int i = 0; i < 5000; i++) {
            byte[] key = good.key().clone();
            byte[] value = good.value().clone();
            // The schema ID stays: every other one would be asked of the registry.
            int at = random.nextInt(key.length + value.length);
            if (at < key.length) {
                key[at] = (byte) random.nextInt(256);
            } else if (at - key.length > 4 || format == FrameFormat.RAW) {
                value[at - key.length] = (byte) random.nextInt(256);
            }
            try {
                reader(format).read(record(PictureSide.RECEIVED, new FrameWriter.Encoded(key, value, good.headers())));
                read++;
            } catch (MalformedRecordException e) {
                assertThat(e).hasMessageNotContaining("\n");
            }
        }
        assertThat(read).isBetween(1, 4999);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(FrameFormat.class)
    void a_record_without_value_or_with_too_large_a_value_is_malformed(FrameFormat format) throws Exception {
        FrameWriter.Encoded good = format.writer(codec).write(TOPIC, new RandomRecords(3).sentFrame());

        assertThat(reasonOf(() -> reader(format).read(record(PictureSide.SENT, with(good.key(), null, good)))))
                .isEqualTo(Reason.NO_VALUE);
        assertThat(reasonOf(() -> format.reader(codec, good.value().length - 1).read(record(PictureSide.SENT, good))))
                .isEqualTo(Reason.TOO_LARGE);
        assertThat(format.reader(codec, good.value().length).read(record(PictureSide.SENT, good)))
                .isNotNull();
    }

    @ParameterizedTest(name = "key \"{0}\"")
    @ValueSource(
            strings = {
                "",
                "cam",
                "cam/",
                "/1",
                "cam/x",
                "cam/-1",
                "cam/007",
                "cam/+7",
                "cam/ 7",
                "a>b/7",
                "c\u0001m/7",
                "c\u0085m/7",
                "cam/9223372036854775808",
                "cam/٧"
            })
    void a_key_that_names_no_frame_is_malformed(String key) {
        FrameWriter.Encoded record =
                new FrameWriter.Encoded(key.getBytes(StandardCharsets.UTF_8), new byte[10], Map.of());

        assertThat(reasonOf(() -> reader(FrameFormat.RAW).read(record(PictureSide.SENT, record))))
                .isEqualTo(Reason.BAD_KEY);
        assertThat(reasonOf(() -> reader(FrameFormat.AVRO).read(record(PictureSide.SENT, record))))
                .isEqualTo(Reason.BAD_KEY);
    }

    @Test
    void a_missing_key_and_one_that_is_not_utf_8_are_malformed() {
        for (byte[] key : new byte[][] {null, {'c', (byte) 0xC3, '/', '7'}, new byte[5000]}) {
            assertThat(reasonOf(() -> reader(FrameFormat.RAW)
                            .read(record(PictureSide.SENT, new FrameWriter.Encoded(key, new byte[9], Map.of())))))
                    .isEqualTo(Reason.BAD_KEY);
        }
    }

    @Test
    void a_streams_name_may_contain_slashes() throws Exception {
        FrameWriter.Encoded record = new FrameWriter.Encoded(utf8("hall/2/cam/7"), new byte[9], Map.of());

        FrameEnvelope read =
                reader(FrameFormat.RAW).read(record(PictureSide.SENT, record)).envelope();

        assertThat(read.stream()).isEqualTo("hall/2/cam");
        assertThat(read.sequence()).isEqualTo(7);
    }

    @Test
    void the_key_must_say_what_an_avro_frame_says() throws Exception {
        Frame frame = new RandomRecords(5).sentFrame();
        frame.setStream("cam");
        frame.setSequence(7);
        FrameWriter.Encoded good = FrameFormat.AVRO.writer(codec).write(TOPIC, frame);

        for (String key : new String[] {"cam/8", "other/7"}) {
            MalformedRecordException error = catchThrowableOfType(
                    MalformedRecordException.class,
                    () -> reader(FrameFormat.AVRO).read(record(PictureSide.SENT, with(utf8(key), good.value(), good))));
            assertThat(error.reason()).isEqualTo(Reason.BAD_KEY);
            assertThat(error).hasMessageContaining("the key says frame " + key);
        }
    }

    @Test
    void an_avro_frame_that_breaks_a_rule_is_malformed_and_is_not_written() throws Exception {
        Map<String, String> manyTags = new HashMap<>();
        for (int i = 0; i < 65; i++) {
            manyTags.put("tag" + i, "");
        }
        assertRefused(frame -> frame.setReceiver(""));
        assertRefused(frame -> frame.setReceiver("a>b"));
        assertRefused(frame -> frame.setReceiver("x".repeat(250)));
        assertRefused(frame -> frame.setCapturedAt(Instant.EPOCH.minusSeconds(1)));
        assertRefused(frame -> frame.setCapturedAt(Instant.parse("+10000-01-01T00:00:00Z")));
        assertRefused(frame -> frame.setMediaType("x".repeat(128)));
        assertRefused(frame -> frame.setTags(manyTags));
        assertRefused(frame -> frame.setTags(Map.of("codec", "x".repeat(1025))));
        assertRefused(frame -> frame.setTags(Map.of("codec", "a\nb")));
        assertRefused(frame -> frame.setTags(Map.of("", "a")));
        assertRefused(frame -> frame.setPayload(new ClaimCheck("", new Sha256(new byte[32]), 1L)));
        assertRefused(frame -> frame.setPayload(new ClaimCheck("file:/x", new Sha256(new byte[32]), -1L)));
        assertRefused(frame -> frame.setPayload(new ClaimCheck("u".repeat(2049), new Sha256(new byte[32]), 1L)));
    }

    private static void assertRefused(Consumer<Frame> damage) throws Exception {
        Frame frame = new RandomRecords(9).receivedFrame();
        byte[] key = utf8(frame.getStream() + "/" + frame.getSequence());
        damage.accept(frame);

        assertThatThrownBy(() -> FrameFormat.AVRO.writer(codec).write(TOPIC, frame))
                .isInstanceOf(IllegalArgumentException.class);

        FrameWriter.Encoded forced = new FrameWriter.Encoded(key, codec.encode(TOPIC, frame), Map.of());
        assertThat(reasonOf(() -> reader(FrameFormat.AVRO).read(record(PictureSide.RECEIVED, forced))))
                .isEqualTo(Reason.BAD_FIELD);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(FrameFormat.class)
    void only_received_frames_name_a_receiver(FrameFormat format) throws Exception {
        FrameWriter.Encoded sent = format.writer(codec).write(TOPIC, new RandomRecords(2).sentFrame());
        FrameWriter.Encoded received = format.writer(codec).write(TOPIC, new RandomRecords(2).receivedFrame());

        assertThat(reasonOf(() -> reader(format).read(record(PictureSide.RECEIVED, sent))))
                .isIn(Reason.BAD_FIELD, Reason.BAD_HEADER);
        assertThat(reasonOf(() -> reader(format).read(record(PictureSide.SENT, received))))
                .isIn(Reason.BAD_FIELD, Reason.BAD_HEADER);
    }

    @ParameterizedTest(name = "{0} is {1} µs")
    @CsvSource({
        "0, 0",
        "1767225600000001, 1767225600000001",
        "2026-01-01T00:00:00.000001Z, 1767225600000001",
        "2026-01-01T01:00:00+01:00, 1767225600000000"
    })
    void captured_at_is_microseconds_or_an_instant(String text, long micros) throws Exception {
        assertThat(raw(Map.of("captured-at", utf8(text))).capturedAtMicros()).isEqualTo(micros);
    }

    @ParameterizedTest(name = "captured-at \"{0}\"")
    @ValueSource(
            strings = {"-1", "1.5", "yesterday", "99999999999999999999", "999999999999999999", "12000-01-01T00:00:00Z"})
    void a_captured_at_that_is_no_time_is_malformed(String text) {
        assertThat(reasonOf(() -> raw(Map.of("captured-at", utf8(text))))).isEqualTo(Reason.BAD_HEADER);
    }

    @Test
    void without_captured_at_the_records_timestamp_counts() throws Exception {
        assertThat(raw(Map.of()).capturedAtMicros()).isEqualTo(1_700_000_000_000_000L);

        FrameRecord without =
                new FrameRecord(PictureSide.SENT, TOPIC, 0, 0, -1, utf8("cam/7"), new byte[1], RecordHeaders.NONE);
        assertThat(reasonOf(() -> reader(FrameFormat.RAW).read(without))).isEqualTo(Reason.BAD_HEADER);
    }

    @Test
    void raw_headers_that_break_a_rule_are_malformed() {
        Map<String, byte[]> many = new LinkedHashMap<>();
        for (int i = 0; i < 1000; i++) {
            many.put("tag." + i, utf8("x"));
        }
        Map<String, byte[]> nothing = new HashMap<>();
        nothing.put("tag.codec", null);
        assertThat(reasonOf(() -> raw(many))).isEqualTo(Reason.BAD_HEADER);
        assertThat(reasonOf(() -> raw(nothing))).isEqualTo(Reason.BAD_HEADER);
        assertThat(reasonOf(() -> raw(Map.of("tag.", utf8("x"))))).isEqualTo(Reason.BAD_HEADER);
        assertThat(reasonOf(() -> raw(Map.of("tag.codec", new byte[] {(byte) 0xFF}))))
                .isEqualTo(Reason.BAD_HEADER);
        assertThat(reasonOf(() -> raw(Map.of("tag.codec", new byte[1 << 20])))).isEqualTo(Reason.BAD_HEADER);
    }

    @Test
    void the_media_type_of_a_bare_picture_is_found_in_its_first_bytes() throws Exception {
        Map<String, String> expected = new TreeMap<>(Map.of(
                "ffd8ffe000104a46", "image/jpeg",
                "89504e470d0a1a0a00", "image/png",
                "524946460000000057454250", "image/webp",
                "5249464600000000", "",
                "474946", "",
                "", ""));
        for (Map.Entry<String, String> each : expected.entrySet()) {
            byte[] picture = HexFormat.of().parseHex(each.getKey());
            FrameRecord record =
                    new FrameRecord(PictureSide.SENT, TOPIC, 0, 0, 5, utf8("cam/7"), picture, RecordHeaders.NONE);
            assertThat(reader(FrameFormat.RAW).read(record).envelope().mediaType())
                    .isEqualTo(each.getValue());
        }
    }

    @Test
    void an_unknown_format_is_named() {
        assertThat(FrameFormat.of("raw")).isEqualTo(FrameFormat.RAW);
        assertThatThrownBy(() -> FrameFormat.of("protobuf"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input.format is avro or raw, not 'protobuf'");
    }

    private static FrameEnvelope raw(Map<String, byte[]> headers) throws Exception {
        return reader(FrameFormat.RAW)
                .read(record(PictureSide.SENT, new FrameWriter.Encoded(utf8("cam/7"), new byte[9], headers)))
                .envelope();
    }

    private static FrameReader reader(FrameFormat format) {
        return format.reader(codec, 1 << 20);
    }

    private static FrameRecord record(PictureSide side, FrameWriter.Encoded written) {
        return new FrameRecord(
                side,
                TOPIC,
                3,
                42,
                1_700_000_000_000L,
                written.key(),
                written.value(),
                RecordHeaders.of(written.headers()));
    }

    private static FrameWriter.Encoded with(byte[] key, byte[] value, FrameWriter.Encoded rest) {
        return new FrameWriter.Encoded(key, value, rest.headers());
    }

    private static Reason reasonOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        MalformedRecordException error = catchThrowableOfType(MalformedRecordException.class, call);
        assertThat(error).as("malformed").isNotNull();
        return error.reason();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
