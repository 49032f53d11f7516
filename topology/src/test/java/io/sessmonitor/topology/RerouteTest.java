package io.sessmonitor.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.schemas.Frame;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.topology.failure.DeadLetters;
import io.sessmonitor.topology.ingest.KeyPolicy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * {@code pairing.key-policy: repartition}. The driver has one partition, number 0; of four, three keys in four belong
 * elsewhere, take the detour and come back to it.
 */
class RerouteTest {

    private static final int PARTITIONS = 4;

    private final MonitorBench bench =
            new MonitorBench(new KeyPolicy(PARTITIONS), "links", "cam0>rx1", "pairing.key-policy", "repartition");

    /** Sequences of frames that lie on the wrong partition, and of those that do not. */
    private final List<Integer> misplaced = sequences(true);

    private final List<Integer> wellPlaced = sequences(false);

    private static List<Integer> sequences(boolean misplaced) {
        return IntStream.range(0, 60)
                .filter(i ->
                        misplaced == (Utils.toPositive(Utils.murmur2(("cam0/" + i).getBytes(UTF_8))) % PARTITIONS != 0))
                .boxed()
                .toList();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void every_frame_has_its_outcome_and_only_misplaced_ones_take_the_detour() {
        for (int i = 0; i < 60; i++) {
            bench.sent("cam0/" + i);
            bench.received("cam0/" + i, "rx1");
        }
        bench.idle(100);
        assertThat(bench.outcomes())
                .hasSize(60)
                .doesNotHaveDuplicates()
                .allMatch(outcome -> outcome.startsWith("SCORED"));
        assertThat(bench.exchanged()).hasSize(2 * misplaced.size());
        assertThat(bench.metrics.rerouted()).isEqualTo(2L * misplaced.size());
        assertThat(List.of(bench.metrics.sent(), bench.metrics.received())).containsExactly(60L, 60L);
        assertThat(bench.deadLetters()).isEmpty();
    }

    @Test
    void the_detour_carries_no_picture() {
        Frame frame = bench.frame("cam0/" + misplaced.get(0), null);
        frame.setPayload(ByteBuffer.wrap(new byte[100_000]));
        bench.pipe(frame, 0);
        TestRecord<byte[], byte[]> passed = bench.exchanged().get(0);
        assertThat(passed.value()).hasSizeLessThan(60);
        assertThat(passed.key()).isEqualTo(("cam0/" + misplaced.get(0)).getBytes(UTF_8));
    }

    @Test
    void tags_capture_time_and_picture_are_those_of_the_record() {
        int sequence = misplaced.get(0);
        bench.sent("cam0/" + sequence);
        bench.received("cam0/" + sequence, "rx1");
        bench.idle(50);
        FrameScore score = bench.scores().get(0);
        assertThat(score.getTags()).containsEntry("codec", "none").containsEntry("side", "received");
        assertThat(score.getCapturedAt().toEpochMilli()).isEqualTo(MonitorBench.START + sequence);
        assertThat(bench.scorer.accepted()).containsExactly("cam0/" + sequence);
    }

    @Test
    void waiting_counts_from_the_time_a_record_was_written_not_from_when_it_was_passed_on() {
        bench.idle(10_000);
        int late = misplaced.get(0);
        bench.pipe(bench.frame("cam0/" + late, null), bench.now() - 700);
        bench.idle(1000);
        assertThat(bench.outcomes()).isEmpty();
        // Both sides have come to .7 s after it; the wait of 1 s ends .3 s later.
        bench.pipe(bench.frame("cam0/" + misplaced.get(1), null), bench.now());
        bench.pipe(bench.frame("cam0/" + misplaced.get(1), "rx1"), bench.now());
        bench.idle(200);
        assertThat(bench.outcomes()).contains("MISSING cam0/" + late + ">rx1");
    }

    @Test
    void a_timestamp_far_ahead_is_passed_on_without_ending_anybodys_wait() {
        bench.sent("cam0/" + misplaced.get(0));
        bench.pipe(bench.frame("cam0/" + misplaced.get(1), null), Long.MAX_VALUE / 2);
        bench.exchanged()
                .forEach(
                        record -> assertThat(record.timestamp()).isLessThanOrEqualTo(MonitorBench.START + bench.now()));
        bench.idle(500);
        assertThat(bench.outcomes()).isEmpty();
        bench.received("cam0/" + misplaced.get(0), "rx1");
        bench.idle(50);
        assertThat(bench.outcomes()).containsExactly("SCORED cam0/" + misplaced.get(0) + ">rx1");
    }

    @Test
    void a_dead_letter_of_a_frame_passed_on_names_the_record_it_lies_in() {
        String frame = "cam0/" + misplaced.get(0);
        bench.sent(frame);
        bench.sent(frame);
        TestRecord<byte[], byte[]> letter = bench.deadLetters().get(0);
        assertThat(letter.key()).isEqualTo(frame.getBytes(UTF_8));
        assertThat(letter.value()).isNull();
        assertThat(MonitorBench.header(letter, DeadLetters.REASON)).isEqualTo("sent-twice");
        assertThat(MonitorBench.header(letter, DeadLetters.TOPIC)).isEqualTo("frames.sent");
        assertThat(MonitorBench.header(letter, DeadLetters.OFFSET)).isEqualTo("1");
        assertThat(MonitorBench.header(letter, DeadLetters.DETAIL)).contains("rerouted; value and headers are in");
    }

    @Test
    void what_no_monitor_wrote_to_the_detour_is_a_dead_letter_and_the_rest_goes_on() {
        bench.sent("cam0/" + misplaced.get(0));
        TestRecord<byte[], byte[]> good = bench.exchanged().get(0);
        bench.pipeExchange(null, good.value());
        bench.pipeExchange(good.key(), null);
        bench.pipeExchange("no frame".getBytes(UTF_8), good.value());
        bench.pipeExchange(good.key(), new byte[0]);
        byte[] elsewhere = good.value().clone();
        elsewhere[2] = 2 * PARTITIONS;
        bench.pipeExchange(good.key(), elsewhere);
        assertThat(bench.deadLetterReasons())
                .hasSize(5)
                .allMatch(reason -> reason.startsWith("not-decodable: nothing that a monitor tells its partitions"));
        bench.received("cam0/" + misplaced.get(0), "rx1");
        bench.idle(50);
        assertThat(bench.outcomes()).containsExactly("SCORED cam0/" + misplaced.get(0) + ">rx1");
    }

    @Test
    void random_bytes_on_the_detour_stop_nothing() {
        Random random = new Random(5);
        bench.sent("cam0/" + misplaced.get(0));
        byte[] good = bench.exchanged().get(0).value();
        for (int i = 0; i < 500; i++) {
            byte[] bytes = good.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            bench.pipeExchange(("cam0/" + (1000 + i)).getBytes(UTF_8), bytes);
        }
        bench.idle(3000);
        bench.outcomes();
        bench.sent("cam0/" + misplaced.get(1));
        bench.received("cam0/" + misplaced.get(1), "rx1");
        bench.idle(100);
        assertThat(bench.outcomes()).contains("SCORED cam0/" + misplaced.get(1) + ">rx1");
    }

    @Test
    void a_record_that_cannot_be_read_takes_no_detour() {
        bench.pipe(
                true,
                ("cam0/" + misplaced.get(0)).getBytes(UTF_8),
                new byte[] {9},
                new RecordHeaders(),
                MonitorBench.START);
        assertThat(bench.exchanged()).isEmpty();
        assertThat(bench.deadLetterReasons()).hasSize(1).allMatch(reason -> reason.startsWith("not-wire-format"));
    }

    @Test
    void both_ways_meet_in_one_topology_over_a_restart() {
        for (int i = 0; i < 60; i++) {
            bench.sent("cam0/" + i);
        }
        bench.restart();
        for (int i = 59; i >= 0; i--) {
            bench.received("cam0/" + i, "rx1");
        }
        bench.idle(100);
        assertThat(bench.outcomes()).hasSize(60).allMatch(outcome -> outcome.startsWith("SCORED"));
        assertThat(wellPlaced).isNotEmpty();
    }
}
