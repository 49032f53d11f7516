package io.sessmonitor.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.topology.ingest.ExchangePartitioner;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Links that nobody declared: told between partitions, and forgotten. */
class DiscoveredLinksTest {

    private MonitorBench bench = new MonitorBench("pairing.share-links", "true", "pairing.forget-links", "10m");
    private int sequence;

    @AfterEach
    void close() {
        bench.close();
    }

    private void pair(String receiver) {
        bench.sent("cam0/" + sequence);
        bench.received("cam0/" + sequence++, receiver);
        bench.idle(50);
    }

    /** What becomes of a frame that nobody receives. */
    private List<String> lost() {
        bench.outcomes();
        bench.sent("cam0/" + sequence++);
        bench.idle(1200);
        return bench.outcomes();
    }

    private List<String> told() {
        return bench.exchanged().stream()
                .map(record -> new String(record.key(), UTF_8))
                .toList();
    }

    @Test
    void the_first_pair_on_a_link_is_told_to_all_partitions_and_the_next_ones_are_not() {
        pair("rx1");
        TestRecord<byte[], byte[]> news = bench.exchanged().get(0);
        assertThat(news.key()).isEqualTo("cam0>rx1".getBytes(UTF_8));
        assertThat(new ExchangePartitioner().partitions("any", news.key(), news.value(), 3))
                .isEqualTo(Optional.of(Set.of(0, 1, 2)));
        pair("rx1");
        pair("rx2");
        pair("rx2");
        assertThat(told()).containsExactly("cam0>rx2");
    }

    @Test
    void a_link_that_another_partition_tells_of_misses_frames_here_too_also_after_a_restart() {
        assertThat(lost()).isEmpty();
        bench.pipeExchange("cam0>far".getBytes(UTF_8), new byte[] {1, 4});
        assertThat(lost()).containsExactly("MISSING cam0/1>far");
        bench.restart();
        bench.idle(6000);
        assertThat(lost()).containsExactly("MISSING cam0/2>far");
        assertThat(told()).isEmpty();
    }

    @Test
    void a_link_in_use_is_told_of_again_before_others_forget_it() {
        for (int minute = 0; minute < 60; minute++) {
            pair("rx1");
            bench.idle(Duration.ofMinutes(1).toMillis());
        }
        assertThat(told()).hasSizeBetween(15, 25).containsOnly("cam0>rx1");
    }

    @Test
    void a_link_that_stays_silent_is_forgotten_and_known_again_with_its_next_pair() {
        pair("rx1");
        bench.idle(Duration.ofMinutes(9).toMillis());
        assertThat(lost()).containsExactly("MISSING cam0/1>rx1");
        bench.idle(Duration.ofMinutes(6).toMillis());
        assertThat(lost()).isEmpty();
        bench.restart();
        bench.idle(6000);
        assertThat(lost()).isEmpty();
        assertThat(bench.stored(StoreNames.FRAMES)).isLessThanOrEqualTo(2);
        pair("rx1");
        assertThat(lost()).hasSize(1);
    }

    @Test
    void what_is_told_of_a_declared_stream_changes_nothing() {
        bench.close();
        bench = new MonitorBench("pairing.share-links", "true", "links", "cam0>rx1");
        bench.pipeExchange("cam0>stranger".getBytes(UTF_8), new byte[] {1, 4});
        pair("rx1");
        assertThat(lost()).containsExactly("MISSING cam0/1>rx1");
        assertThat(bench.deadLetters()).isEmpty();
        assertThat(told()).isEmpty();
    }

    @Test
    void without_the_setting_nothing_is_told() {
        bench.close();
        bench = new MonitorBench();
        pair("rx1");
        assertThat(bench.exchanged()).isEmpty();
        assertThat(lost()).hasSize(1);
    }
}
