package io.sessmonitor.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessmonitor.topology.failure.DeadLetters;
import io.sessmonitor.topology.failure.RetryLaterException;
import io.sessmonitor.topology.ingest.KeyPolicy;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records nobody should write. Each goes to the dead letters as it is, and the rest goes on. */
class HostileRecordsTest {

    private MonitorBench bench = new MonitorBench("links", "cam0>rx1");

    @AfterEach
    void close() {
        bench.close();
    }

    private void theRestGoesOn() {
        bench.sent("cam0/1000");
        bench.received("cam0/1000", "rx1");
        bench.idle(50);
        assertThat(bench.outcomes()).containsExactly("SCORED cam0/1000>rx1");
    }

    private void pipe(boolean sent, String key, byte[] value) {
        bench.pipe(sent, key == null ? null : key.getBytes(UTF_8), value, new RecordHeaders(), MonitorBench.START);
    }

    @Test
    void a_dead_letter_is_the_record_as_it_was_and_says_where_and_why() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("trace", new byte[] {7}).add("empty", null);
        bench.pipe(true, "cam0/3".getBytes(UTF_8), new byte[] {9, 9}, headers, MonitorBench.START + 5);
        TestRecord<byte[], byte[]> letter = bench.deadLetters().get(0);
        assertThat(letter.key()).isEqualTo("cam0/3".getBytes(UTF_8));
        assertThat(letter.value()).containsExactly(9, 9);
        assertThat(letter.headers().lastHeader("trace").value()).containsExactly(7);
        assertThat(letter.headers().lastHeader("empty").value()).isNull();
        assertThat(MonitorBench.header(letter, DeadLetters.TOPIC)).isEqualTo("frames.sent");
        assertThat(MonitorBench.header(letter, DeadLetters.PARTITION)).isEqualTo("0");
        assertThat(MonitorBench.header(letter, DeadLetters.OFFSET)).isEqualTo("0");
        assertThat(MonitorBench.header(letter, DeadLetters.TIMESTAMP)).isEqualTo("" + (MonitorBench.START + 5));
        assertThat(MonitorBench.header(letter, DeadLetters.REASON)).isEqualTo("not-wire-format");
        theRestGoesOn();
    }

    @Test
    void records_without_key_or_value_or_with_bad_keys_are_dead_letters() {
        pipe(true, "cam0/0", null);
        pipe(false, null, new byte[] {0, 1});
        pipe(true, "", new byte[] {0, 1});
        pipe(true, "cam0/-1", new byte[] {0, 1});
        pipe(true, "cam0/99999999999999999999", new byte[] {0, 1});
        pipe(false, "cam0/01", new byte[] {0, 1});
        bench.pipe(true, new byte[] {(byte) 0xC3, 0x28}, new byte[] {0}, new RecordHeaders(), MonitorBench.START);
        assertThat(bench.deadLetterReasons())
                .extracting(reason -> reason.substring(0, reason.indexOf(':')))
                .containsExactly("no-value", "bad-key", "bad-key", "bad-key", "bad-key", "bad-key", "bad-key");
        assertThat(bench.metrics.deadLetters()).isEqualTo(7);
        theRestGoesOn();
    }

    @Test
    void frames_on_the_wrong_side_are_dead_letters() throws Exception {
        var writer = io.sessmonitor.schemas.frame.FrameFormat.AVRO.writer(bench.codec);
        var received = writer.write("any", bench.frame("cam0/0", "rx1"));
        bench.pipe(true, received.key(), received.value(), new RecordHeaders(), MonitorBench.START);
        var sent = writer.write("any", bench.frame("cam0/0", null));
        bench.pipe(false, sent.key(), sent.value(), new RecordHeaders(), MonitorBench.START);
        assertThat(bench.deadLetterReasons())
                .hasSize(2)
                .allSatisfy(reason -> assertThat(reason).startsWith("bad-field"));
        theRestGoesOn();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void random_bytes_never_stop_the_monitor(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            byte[] value = new byte[random.nextInt(60)];
            random.nextBytes(value);
            if (value.length > 0 && random.nextBoolean()) {
                value[0] = 0;
            }
            pipe(random.nextBoolean(), "cam0/" + i, value);
        }
        assertThat(bench.deadLetters()).hasSize(300);
        theRestGoesOn();
    }

    @Test
    void a_key_on_the_wrong_partition_is_refused_with_the_settings_named() {
        bench.close();
        bench = new MonitorBench(new KeyPolicy(4), "links", "cam0>rx1");
        int misplaced = 0;
        for (int i = 0; i < 20; i++) {
            bench.sent("cam0/" + i);
            misplaced += Utils.toPositive(Utils.murmur2(("cam0/" + i).getBytes(UTF_8))) % 4 == 0 ? 0 : 1;
        }
        List<String> reasons = bench.deadLetterReasons();
        assertThat(reasons)
                .hasSize(misplaced)
                .allSatisfy(reason -> assertThat(reason)
                        .startsWith("wrong-partition: pairing.key-policy=verify: key cam0/")
                        .contains("partitioner=murmur2_random"));
        bench.idle(1500);
        assertThat(bench.outcomes()).hasSize(20 - misplaced);
    }

    @Test
    void while_the_registry_is_away_the_record_is_read_again_and_not_lost() {
        bench.sent("cam0/0");
        bench.codec.registryAway(true);
        assertThatThrownBy(() -> bench.received("cam0/0", "rx1"))
                .hasRootCauseInstanceOf(io.sessmonitor.schemas.wire.RegistryUnavailableException.class);
        assertThat(bench.metrics.deadLetters()).isZero();
        bench.codec.registryAway(false);
        bench.restart();
        bench.received("cam0/0", "rx1");
        bench.idle(50);
        assertThat(bench.outcomes()).containsExactly("SCORED cam0/0>rx1");
        assertThat(new RetryLaterException("m", null))
                .isInstanceOf(org.apache.kafka.common.errors.RetriableException.class);
    }

    @Test
    void a_record_too_large_for_any_letter_is_named_without_its_value() {
        bench.close();
        bench = new MonitorBench("links", "cam0>rx1", "topics.max-record-bytes", "65536");
        pipe(true, "cam0/0", new byte[70_000]);
        TestRecord<byte[], byte[]> letter = bench.deadLetters().get(0);
        assertThat(letter.value()).isNull();
        assertThat(MonitorBench.header(letter, DeadLetters.REASON)).isEqualTo("too-large");
        assertThat(MonitorBench.header(letter, DeadLetters.DETAIL)).endsWith("(value of 70000 bytes left out)");
        theRestGoesOn();
    }

    @Test
    void raw_pictures_are_paired_like_any_frame() {
        bench.close();
        bench = new MonitorBench("input.format", "raw", "links", "cam0>rx1");
        theRestGoesOn();
        pipe(false, "cam0/5", new byte[] {1});
        assertThat(bench.deadLetterReasons()).hasSize(1).allMatch(reason -> reason.startsWith("bad-header"));
    }
}
