package io.sessmonitor.schemas.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.schemas.Frame;
import io.sessmonitor.schemas.PictureSide;
import io.sessmonitor.schemas.RandomRecords;
import io.sessmonitor.schemas.wire.FakeRegistry;
import io.sessmonitor.schemas.wire.MalformedRecordException;
import io.sessmonitor.schemas.wire.RegistryException;
import io.sessmonitor.schemas.wire.RegistryUnavailableException;
import io.sessmonitor.schemas.wire.WireCodec;
import io.sessmonitor.schemas.wire.WireCodecs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainFramesTest {

    private static final String TOPIC = "frames.sent";

    private FakeRegistry registry;
    private WireCodec codec;
    private FrameReader reader;
    private FrameReader longWay;

    /** The same codec, which never says that a value is plain. */
    private record LongWay(WireCodec codec) implements WireCodec {

        @Override
        public void configure(Map<String, String> settings) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] encode(String topic, SpecificRecord record) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T extends SpecificRecord> T decode(String topic, byte[] value, Class<T> type)
                throws MalformedRecordException, RegistryUnavailableException {
            return codec.decode(topic, value, type);
        }
    }

    @BeforeEach
    void start() throws IOException {
        registry = new FakeRegistry();
        codec = WireCodecs.create(registry.settings());
        reader = FrameFormat.AVRO.reader(codec, 1 << 20);
        longWay = FrameFormat.AVRO.reader(new LongWay(codec), 1 << 20);
    }

    @AfterEach
    void stop() {
        codec.close();
        registry.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_record_good_or_damaged_is_read_or_refused_as_on_the_long_way(long seed) throws Exception {
        RandomRecords records = new RandomRecords(seed);
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 4000; i++) {
            Frame frame = switch (random.nextInt(8)) {
                case 0 -> records.claimFrame();
                case 1, 2, 3 -> records.sentFrame();
                default -> records.receivedFrame();
            };
            if (random.nextBoolean()) {
                frame.setTags(Map.of("codec", "jpeg" + random.nextInt(3), "snr_db", "12"));
                frame.setStream("cam" + random.nextInt(3));
            }
            FrameWriter.Encoded good = FrameFormat.AVRO.writer(codec).write(TOPIC, frame);
            byte[] key = good.key().clone();
            byte[] value = good.value().clone();
            int end = value.length;
            switch (random.nextInt(10)) {
                case 0 -> value[5 + random.nextInt(value.length - 5)] = (byte) random.nextInt();
                case 1 -> value[random.nextInt(Math.min(60, value.length))] ^= 1 << random.nextInt(8);
                case 2 -> key[random.nextInt(key.length)] = (byte) random.nextInt();
                case 3 -> key = (frame.getStream() + "/0" + frame.getSequence()).getBytes(StandardCharsets.UTF_8);
                case 4 -> end = random.nextInt(value.length);
                default -> {}
            }
            PictureSide side = PictureSide.values()[random.nextInt(8) == 0 ? 0 : frame.getReceiver() == null ? 0 : 1];
            FrameRecord record = record(side, key, java.util.Arrays.copyOf(value, end));
            String expected = told(longWay, record);
            assertThat(told(reader, record)).as("record %d", i).isEqualTo(expected);
            refused += expected.startsWith("refused") ? 1 : 0;
        }
        assertThat(refused).isBetween(400, 3000);
    }

    @Test
    void names_and_tags_seen_before_are_not_made_again() throws Exception {
        FrameRecord record = good();
        reader.read(record);

        DecodedFrame first = reader.read(record);
        DecodedFrame second = reader.read(record);

        assertThat(second.envelope()).isEqualTo(first.envelope());
        assertThat(second.envelope().stream()).isSameAs(first.envelope().stream());
        assertThat(second.envelope().tags()).isSameAs(first.envelope().tags());
        assertThat(second.payload()).isNotSameAs(first.payload()).isEqualTo(first.payload());
    }

    @Test
    void a_frame_written_with_another_version_of_the_schema_goes_the_long_way() throws Exception {
        FrameRecord record = good();
        assertThat(codec.plainFrom(record.value(), Frame.class))
                .as("nothing is known of the schema yet")
                .isNegative();

        reader.read(record);

        assertThat(codec.plainFrom(record.value(), Frame.class)).isEqualTo(5);
        byte[] other = record.value().clone();
        other[4]++;
        assertThat(codec.plainFrom(other, Frame.class)).isNegative();
        assertThat(codec.plainFrom(new byte[3], Frame.class)).isNegative();
    }

    private FrameRecord good() throws RegistryException {
        Frame frame = new RandomRecords(3).receivedFrame();
        frame.setTags(Map.of("codec", "jpeg20"));
        frame.setCapturedAt(Instant.EPOCH);
        FrameWriter.Encoded good = FrameFormat.AVRO.writer(codec).write(TOPIC, frame);
        return record(PictureSide.RECEIVED, good.key(), good.value());
    }

    private static FrameRecord record(PictureSide side, byte[] key, byte[] value) {
        return new FrameRecord(side, TOPIC, 3, 42, 0, key, value, RecordHeaders.NONE);
    }

    /** The whole answer as text. */
    private static String told(FrameReader reader, FrameRecord record) throws RegistryUnavailableException {
        try {
            DecodedFrame frame = reader.read(record);
            return "frame " + frame.envelope().frameId() + ">"
                    + frame.envelope().receiver() + " "
                    + frame.envelope().capturedAtMicros() + " "
                    + frame.envelope().mediaType() + " "
                    + new java.util.TreeMap<>(frame.envelope().tags()) + " "
                    + frame.envelope().payload() + " "
                    + (frame.payload() == null ? "" : HexFormat.of().formatHex(frame.payload()));
        } catch (MalformedRecordException e) {
            return "refused " + e.reason() + " " + e.getMessage();
        }
    }
}
