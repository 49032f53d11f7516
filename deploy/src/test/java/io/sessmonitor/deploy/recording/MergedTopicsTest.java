package io.sessmonitor.deploy.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several partitions, one order. */
class MergedTopicsTest {

    private static final TopicPartition SENT = new TopicPartition("sent", 0);
    private static final TopicPartition RECEIVED = new TopicPartition("received", 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private long nanos;

    @Test
    void records_come_in_the_order_of_time_though_each_partition_is_read_by_itself() {
        MergedTopics topics = open(3, 3);
        add(SENT, 0, 100, 10);
        add(SENT, 1, 300, 10);
        add(SENT, 2, 500, 10);
        add(RECEIVED, 0, 200, 10);
        add(RECEIVED, 1, 300, 10);
        add(RECEIVED, 2, 400, 10);
        assertThat(all(topics))
                .containsExactly("sent@100", "received@200", "sent@300", "received@300", "received@400", "sent@500");
        assertThat(topics.finished()).isTrue();
    }

    @Test
    void a_partition_keeps_its_own_order_even_if_its_timestamps_do_not() {
        MergedTopics topics = open(3, 1);
        add(SENT, 0, 500, 10);
        add(SENT, 1, 100, 10);
        add(SENT, 2, 600, 10);
        add(RECEIVED, 0, 200, 10);
        assertThat(all(topics)).containsExactly("received@200", "sent@500", "sent@100", "sent@600");
    }

    @Test
    void the_range_ends_where_it_was_said_to() {
        MergedTopics topics = open(1, 0);
        add(SENT, 0, 100, 10);
        add(SENT, 1, 200, 10);
        add(RECEIVED, 0, 50, 10);
        assertThat(all(topics)).containsExactly("sent@100");
    }

    @Test
    void live_a_record_rests_while_the_other_partition_has_nothing_and_then_goes() {
        MergedTopics topics = open(TopicRange.LIVE, TopicRange.LIVE);
        add(SENT, 0, 100, 10);
        assertThat(topics.next()).isNull();
        nanos += MergedTopics.REST.toNanos() - 1;
        assertThat(topics.next()).isNull();
        // One of the same time comes just then.
        add(RECEIVED, 0, 90, 10);
        assertThat(text(topics.next())).isEqualTo("received@90");
        nanos += 1;
        assertThat(text(topics.next())).isEqualTo("sent@100");
        assertThat(topics.next()).isNull();
        assertThat(topics.finished()).isFalse();
        topics.stop();
        assertThat(topics.finished()).isTrue();
    }

    @Test
    void when_stopped_what_is_in_memory_is_still_given() {
        MergedTopics topics = open(TopicRange.LIVE, TopicRange.LIVE);
        add(SENT, 0, 100, 10);
        add(SENT, 1, 200, 10);
        assertThat(topics.next()).isNull();
        topics.stop();
        assertThat(all(topics)).containsExactly("sent@100", "sent@200");
    }

    @Test
    void memory_is_bounded_while_one_partition_is_far_ahead() {
        MergedTopics topics = open(1000, 1000);
        for (int i = 0; i < 20; i++) {
            add(SENT, i, 1000 + i, 1 << 20);
        }
        // The other has more, as its end says, but does not give it.
        assertThat(topics.next()).isNull();
        assertThat(topics.next()).isNull();
        assertThat(consumer.paused()).containsExactly(SENT);
        add(RECEIVED, 0, 5000, 10);
        for (int i = 0; i < 20; i++) {
            assertThat(text(topics.next())).isEqualTo("sent@" + (1000 + i));
        }
        assertThat(consumer.paused()).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void whatever_comes_all_of_it_is_given_once_in_order(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int sent = random.nextInt(1, 200);
        int received = random.nextInt(1, 200);
        MergedTopics topics = open(sent, received);
        List<Long> times = new ArrayList<>();
        Map<TopicPartition, Integer> counts = new LinkedHashMap<>(Map.of(SENT, sent, RECEIVED, received));
        counts.forEach((partition, count) -> {
            long time = 0;
            for (int i = 0; i < count; i++) {
                time += random.nextInt(5);
                times.add(time);
                add(partition, i, time, 1 + random.nextInt(300_000));
            }
        });
        times.sort(Comparator.naturalOrder());
        assertThat(all(topics).stream()
                        .map(text -> Long.parseLong(text.substring(text.indexOf('@') + 1)))
                        .toList())
                .isEqualTo(times);
    }

    private MergedTopics open(long sentEnd, long receivedEnd) {
        Map<TopicPartition, Long> begin = new LinkedHashMap<>();
        Map<TopicPartition, Long> end = new LinkedHashMap<>();
        begin.put(SENT, 0L);
        begin.put(RECEIVED, 0L);
        end.put(SENT, sentEnd);
        end.put(RECEIVED, receivedEnd);
        MergedTopics topics = new MergedTopics(consumer, new TopicRange(begin, end), () -> nanos);
        consumer.updateEndOffsets(Map.of(
                SENT,
                sentEnd == TopicRange.LIVE ? 0 : sentEnd,
                RECEIVED,
                receivedEnd == TopicRange.LIVE ? 0 : receivedEnd));
        return topics;
    }

    private void add(TopicPartition partition, long offset, long time, int bytes) {
        consumer.addRecord(new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                time,
                TimestampType.CREATE_TIME,
                0,
                bytes,
                null,
                new byte[bytes],
                new RecordHeaders(),
                Optional.empty()));
        Long end = consumer.endOffsets(List.of(partition)).get(partition);
        consumer.updateEndOffsets(Map.of(partition, Math.max(end, offset + 1)));
    }

    private static List<String> all(MergedTopics topics) {
        List<String> all = new ArrayList<>();
        while (!topics.finished()) {
            ConsumerRecord<byte[], byte[]> record = topics.next();
            if (record != null) {
                all.add(text(record));
            }
        }
        return all;
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        return record == null ? null : record.topic() + "@" + record.timestamp();
    }
}
