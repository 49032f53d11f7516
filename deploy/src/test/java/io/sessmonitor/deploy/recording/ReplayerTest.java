package io.sessmonitor.deploy.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessmonitor.schemas.Frame;
import io.sessmonitor.schemas.RecordedHeader;
import io.sessmonitor.schemas.RecordedRecord;
import io.sessmonitor.schemas.wire.ConfluentWireCodec;
import io.sessmonitor.schemas.wire.SubjectStrategy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a replay writes, and when, with a clock by hand and no broker. */
class ReplayerTest {

    /** When the first record goes out at its own pace. */
    private static final long WALL = 1_800_000_000_000L;

    private static final long LEAD = Replayer.LEAD.toMillis();
    private static final int SCHEMA = 5;

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final List<Long> sentAt = new ArrayList<>();
    private long nanos;
    private long overshoot;

    private final Waiter waiter = new Waiter() {
        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public long millis() {
            return WALL - LEAD + nanos / 1_000_000;
        }

        @Override
        public void park(long time) {
            nanos += time + overshoot;
        }
    };

    @Test
    void records_go_out_at_their_own_pace() throws Exception {
        List<RecordedRecord> recording =
                List.of(frame("cam", 0, null, 0), frame("cam", 0, "near", 30), frame("cam", 1, null, 1000));
        Replayer.State state = run(settings(1, false, false, ""), recording, 1);
        assertThat(sentAt).containsExactly(0L, 30L, 1000L);
        assertThat(state.pacing().max()).isZero();
        assertThat(state.records()).isEqualTo(3);
        assertThat(state.topics()).containsExactly(Map.entry("b.received", 1L), Map.entry("b.sent", 2L));
        assertThat(producer.history())
                .extracting(ProducerRecord::timestamp)
                .containsExactly(Samples.START, Samples.START + 30, Samples.START + 1000);
        assertThat(producer.history()).extracting(ProducerRecord::partition).containsOnlyNulls();
    }

    @Test
    void a_factor_makes_it_faster_and_lateness_is_measured() throws Exception {
        overshoot = TimeUnit.MICROSECONDS.toNanos(300);
        Replayer.State state = run(
                settings(10, false, false, ""),
                List.of(frame("cam", 0, null, 0), frame("cam", 1, null, 200), frame("cam", 2, null, 400)),
                1);
        assertThat(sentAt).containsExactly(0L, 20L, 40L);
        assertThat(state.pacing().max()).isEqualTo(0.3);
    }

    @Test
    void kept_frames_are_the_same_bytes() throws Exception {
        List<RecordedRecord> recording = List.of(frame("cam", 7, null, 0), frame("cam", 7, "near", 5));
        run(settings(Timeline.MAX_SPEED, false, false, ""), recording, 1);
        for (int i = 0; i < recording.size(); i++) {
            assertThat(producer.history().get(i).key())
                    .isEqualTo(recording.get(i).getKey().array());
            assertThat(producer.history().get(i).value())
                    .isEqualTo(recording.get(i).getValue().array());
        }
    }

    @Test
    void shifted_times_begin_now_and_stretch_with_the_factor_alike_on_both_sides() throws Exception {
        run(
                settings(2, false, true, ""),
                List.of(frame("cam", 0, null, 100), frame("cam", 0, "near", 130), frame("cam", 1, null, 1100)),
                1);
        List<Frame> frames = frames();
        // Captured 10 ms before the record, which at twice the speed is 5.
        assertThat(frames.get(0).getCapturedAt()).isEqualTo(Instant.ofEpochMilli(WALL - 5));
        assertThat(frames.get(1).getCapturedAt()).isEqualTo(frames.get(0).getCapturedAt());
        assertThat(frames.get(2).getCapturedAt()).isEqualTo(Instant.ofEpochMilli(WALL + 495));
        assertThat(producer.history())
                .extracting(ProducerRecord::timestamp)
                .containsExactly(WALL, WALL + 15, WALL + 500);
    }

    @Test
    void shifted_at_the_highest_speed_times_end_now_and_none_is_in_the_future() throws Exception {
        long now = waiter.millis();
        run(
                settings(Timeline.MAX_SPEED, false, true, ""),
                List.of(frame("cam", 0, null, 0), frame("cam", 1, null, 60_000)),
                1);
        assertThat(producer.history()).extracting(ProducerRecord::timestamp).containsExactly(now - 60_000, now);
    }

    @Test
    void shifted_at_the_highest_speed_a_gap_that_is_shortened_is_so_in_the_times_too() throws Exception {
        long now = waiter.millis();
        run(
                new ReplaySettings(Map.of("sent", "b.sent"), Timeline.MAX_SPEED, 1000, false, true, ""),
                List.of(frame("cam", 0, null, 0), frame("cam", 1, null, 1000), frame("cam", 2, null, 61_000)),
                1);
        assertThat(producer.history())
                .extracting(ProducerRecord::timestamp)
                .containsExactly(now - 61_000, now - 60_000, now - 59_000);
    }

    @Test
    void each_further_pass_goes_on_counting_so_that_no_frame_comes_twice() throws Exception {
        run(
                settings(Timeline.MAX_SPEED, true, false, ""),
                List.of(frame("cam", 5, null, 0), frame("cam", 7, null, 1), frame("b/cam", 0, null, 2)),
                3);
        assertThat(keys())
                .containsExactly(
                        "cam/5", "cam/7", "b/cam/0", "cam/8", "cam/10", "b/cam/1", "cam/11", "cam/13", "b/cam/2");
        assertThat(frames()).extracting(Frame::getSequence).containsExactly(5L, 7L, 0L, 8L, 10L, 1L, 11L, 13L, 2L);
    }

    @Test
    void numbers_too_large_to_go_on_end_the_loop_with_a_message() {
        assertThatThrownBy(() -> run(
                        settings(Timeline.MAX_SPEED, true, false, ""),
                        List.of(frame("cam", 0, null, 0), frame("cam", Long.MAX_VALUE, null, 1)),
                        3))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("stream cam")
                .hasMessageContaining("pass 2");
    }

    @Test
    void another_stream_is_in_key_and_value() throws Exception {
        run(settings(Timeline.MAX_SPEED, false, false, "-b"), List.of(frame("cam", 3, "near", 0)), 1);
        assertThat(keys()).containsExactly("cam-b/3");
        assertThat(frames().get(0).getStream()).isEqualTo("cam-b");
        assertThat(frames().get(0).getReceiver()).isEqualTo("near");
        assertThat(frames().get(0).getTags()).containsEntry("codec", "none");
    }

    @Test
    void bare_pictures_are_renamed_and_shifted_by_key_and_header() throws Exception {
        RecordedRecord raw = Samples.record("sent", 0, 0, Samples.START, "cam/3", "not really a JPEG");
        raw.setHeaders(List.of(
                new RecordedHeader("captured-at", Samples.buffer(Long.toString((Samples.START - 10) * 1000))),
                new RecordedHeader("tag.codec", Samples.buffer("jpeg"))));
        run(settings(1, false, true, "-b"), List.of(raw), 1);
        ProducerRecord<byte[], byte[]> written = producer.history().get(0);
        assertThat(keys()).containsExactly("cam-b/3");
        assertThat(written.value()).isEqualTo("not really a JPEG".getBytes(StandardCharsets.UTF_8));
        assertThat(header(written, "captured-at")).isEqualTo(Long.toString((WALL - 10) * 1000));
        assertThat(header(written, "tag.codec")).isEqualTo("jpeg");
    }

    @Test
    void what_is_no_frame_or_a_broken_one_goes_as_it_is() throws Exception {
        RecordedRecord tombstone = Samples.record("sent", 0, 0, -1, null, null);
        RecordedRecord odd = Samples.record("sent", 0, 1, Samples.START, "no frame", "x");
        RecordedRecord broken = frame("cam", 1, null, 0);
        broken.setValue(ByteBuffer.wrap(new byte[] {0, 0, 0, 0, SCHEMA, 1, 2}));
        run(settings(Timeline.MAX_SPEED, false, true, "-b"), List.of(tombstone, odd, broken), 1);
        List<ProducerRecord<byte[], byte[]>> written = producer.history();
        assertThat(written.get(0).key()).isNull();
        assertThat(written.get(0).value()).isNull();
        assertThat(written.get(0).timestamp()).isNull();
        assertThat(written.get(1).value()).isEqualTo(odd.getValue().array());
        assertThat(written.get(2).value()).isEqualTo(broken.getValue().array());
    }

    @Test
    void a_stop_is_heard_during_a_long_gap() throws Exception {
        List<RecordedRecord> recording = List.of(frame("cam", 0, null, 0), frame("cam", 1, null, 86_400_000));
        Replayer[] replayer = new Replayer[1];
        Waiter impatient = new Waiter() {
            @Override
            public long nanoTime() {
                return nanos;
            }

            @Override
            public long millis() {
                return WALL;
            }

            @Override
            public void park(long time) {
                nanos += time;
                if (!producer.history().isEmpty()) {
                    replayer[0].stop();
                }
            }
        };
        replayer[0] = new Replayer(
                settings(1, false, false, ""), rewriter(), producer, impatient, Replayer.Steps.NONE, state -> {});
        assertThat(replayer[0].run(passes(recording, 1)).records()).isEqualTo(1);
    }

    @Test
    @Timeout(60)
    void a_stop_is_heard_while_nothing_more_can_be_read() throws Exception {
        for (int ready = 0; ready < 2; ready++) {
            Replayer[] replayer = new Replayer[1];
            replayer[0] = new Replayer(
                    settings(1, true, true, ""), rewriter(), producer, waiter, Replayer.Steps.NONE, state -> {});
            int last = ready;
            Replayer.State state =
                    replayer[0].run(onePass(List.of(frame("cam", 0, null, 0), frame("cam", 1, null, 20)), read -> {
                        if (read == last) {
                            replayer[0].stop();
                            new CountDownLatch(1).await();
                        }
                    }));
            assertThat(state.stopped()).isTrue();
            assertThat(state.records()).isLessThanOrEqualTo(ready);
        }
    }

    @Test
    void shifted_times_are_those_of_sending_however_long_the_first_record_takes_to_read() throws Exception {
        run(
                settings(1, false, true, ""),
                onePass(List.of(frame("cam", 0, null, 0), frame("cam", 1, null, 200)), read -> {
                    nanos += read == 0 ? TimeUnit.SECONDS.toNanos(3) : 0;
                }));
        assertThat(sentAt).containsExactly(3000L, 3200L);
        assertThat(producer.history()).extracting(ProducerRecord::timestamp).containsExactly(WALL + 3000, WALL + 3200);
    }

    @Test
    void step_by_step_each_new_frame_waits_for_its_key() throws Exception {
        List<String> asked = new ArrayList<>();
        Replayer replayer = new Replayer(
                settings(1, false, false, ""),
                rewriter(),
                producer,
                waiter,
                frame -> {
                    asked.add(frame);
                    return asked.size() < 3;
                },
                state -> {});
        Replayer.State state = replayer.run(passes(
                List.of(
                        frame("cam", 0, null, 0),
                        frame("cam", 1, null, 50),
                        frame("cam", 0, "near", 60),
                        frame("cam", 2, null, 100)),
                1));
        assertThat(asked).containsExactly("cam/0", "cam/1", "cam/2");
        assertThat(state.records()).isEqualTo(3);
    }

    @Test
    void a_record_that_the_broker_refuses_ends_the_replay_with_what_to_do() {
        MockProducer<byte[], byte[]> refusing =
                new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
        Replayer replayer = new Replayer(
                settings(Timeline.MAX_SPEED, false, false, ""),
                rewriter(),
                refusing,
                waiter,
                Replayer.Steps.NONE,
                state -> refusing.errorNext(new RecordTooLargeException("too large")));
        assertThatThrownBy(() -> replayer.run(passes(List.of(frame("cam", 0, null, 0), frame("cam", 1, null, 0)), 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("too large")
                .hasMessageContaining("max.message.bytes");
    }

    @Test
    void a_record_that_takes_long_to_read_delays_none_of_those_that_are_ready() throws Exception {
        List<RecordedRecord> recording = new ArrayList<>();
        for (int i = 0; i < 3 * ReadAhead.MAX_RECORDS; i++) {
            recording.add(frame("cam", i, null, 10L * i));
        }
        CountDownLatch halfSent = new CountDownLatch(ReadAhead.MAX_RECORDS / 2);
        Replayer replayer = new Replayer(
                settings(1, false, false, ""),
                rewriter(),
                producer,
                waiter,
                Replayer.Steps.NONE,
                state -> halfSent.countDown());
        Replayer.State state = replayer.run(onePass(recording, read -> {
            if (read == ReadAhead.MAX_RECORDS + 1 && !halfSent.await(20, TimeUnit.SECONDS)) {
                throw new IOException("nothing was sent while a record was read");
            }
        }));
        assertThat(state.records()).isEqualTo(recording.size());
        assertThat(state.pacing().max()).isZero();
    }

    @Test
    void what_was_read_before_a_part_that_cannot_be_read_still_goes_out_at_its_time() {
        List<RecordedRecord> recording =
                List.of(frame("cam", 0, null, 0), frame("cam", 1, null, 20), frame("cam", 2, null, 40));
        assertThatThrownBy(() -> run(settings(1, false, false, ""), onePass(recording, read -> {
                    if (read == 2) {
                        throw new IOException("the disk is broken");
                    }
                })))
                .isInstanceOf(IOException.class)
                .hasMessage("the disk is broken");
        assertThat(sentAt).containsExactly(0L, 20L);
    }

    private Replayer.State run(ReplaySettings settings, List<RecordedRecord> recording, int times) throws Exception {
        return run(settings, passes(recording, times));
    }

    private Replayer.State run(ReplaySettings settings, Replayer.Passes passes) throws Exception {
        Replayer replayer = new Replayer(settings, rewriter(), producer, waiter, Replayer.Steps.NONE, state -> {
            if (producer.history().size() > sentAt.size()) {
                sentAt.add(nanos / 1_000_000 - LEAD);
            }
        });
        return replayer.run(passes);
    }

    private static FrameRewriter rewriter() {
        return new FrameRewriter(null, SubjectStrategy.TOPIC_NAME);
    }

    private static ReplaySettings settings(double speed, boolean loop, boolean shift, String suffix) {
        return new ReplaySettings(
                Map.of("sent", "b.sent", "received", "b.received"), speed, Long.MAX_VALUE, loop, shift, suffix);
    }

    /** What happens while a record is read, which is the so-manyth, from 0. */
    private interface Reading {
        void read(int index) throws IOException, InterruptedException;
    }

    /** So many passes; after that there is nothing. */
    private static Replayer.Passes passes(List<RecordedRecord> recording, int times) {
        return passes(recording, times, index -> {});
    }

    private static Replayer.Passes onePass(List<RecordedRecord> recording, Reading reading) {
        return passes(recording, 1, reading);
    }

    private static Replayer.Passes passes(List<RecordedRecord> recording, int times, Reading reading) {
        return new Replayer.Passes() {
            private int begun;

            @Override
            public RecordSource begin() {
                int size = begun++ < times ? recording.size() : 0;
                return new RecordSource() {
                    private int next;

                    @Override
                    public RecordedRecord next() throws IOException, InterruptedException {
                        if (next == size) {
                            return null;
                        }
                        reading.read(next);
                        return recording.get(next++);
                    }

                    @Override
                    public Schema schema(int id) {
                        return Frame.getClassSchema();
                    }

                    @Override
                    public void close() {}
                };
            }

            @Override
            public long lastTimestamp() {
                return recording.get(recording.size() - 1).getTimestamp();
            }
        };
    }

    /** A frame captured 10 ms before its record's time, which is so many milliseconds after the start. */
    private static RecordedRecord frame(String stream, long sequence, String receiver, long millis) {
        long time = Samples.START + millis;
        long captured = receiver == null ? time : time - 30;
        Frame frame = Frame.newBuilder()
                .setStream(stream)
                .setSequence(sequence)
                .setReceiver(receiver)
                .setCapturedAt(Instant.ofEpochMilli(captured - 10))
                .setPayload(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                .setTags(Map.of("codec", "none"))
                .build();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 0, 0, 0, SCHEMA});
        try {
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            new SpecificDatumWriter<Frame>(Frame.getClassSchema(), SpecificData.getForClass(Frame.class))
                    .write(frame, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new RecordedRecord(
                receiver == null ? "sent" : "received",
                0,
                0L,
                time,
                Samples.buffer(stream + "/" + sequence),
                ByteBuffer.wrap(out.toByteArray()),
                List.of(),
                SCHEMA);
    }

    private List<String> keys() {
        return producer.history().stream()
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .toList();
    }

    private List<Frame> frames() throws Exception {
        ConfluentWireCodec codec = ConfluentWireCodec.reading(id -> Frame.getClassSchema());
        List<Frame> frames = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> record : producer.history()) {
            frames.add(codec.decode("any", record.value(), Frame.class));
        }
        return frames;
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
