package io.sessmonitor.topology.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogEndsTest {

    private static final TopicPartition SENT = new TopicPartition("sent", 0);
    private static final TopicPartition RECEIVED = new TopicPartition("received", 0);
    /** Read by this process, but nobody asks for a look at it. */
    private static final TopicPartition BUSY = new TopicPartition("busy", 0);

    private final FakeLogs logs = new FakeLogs();
    private final AtomicReference<Throwable> broken = new AtomicReference<>();
    private final LogEnds ends = new LogEnds(logs, broken::set);

    @AfterEach
    void close() {
        ends.close();
        assertThat(logs.closed).isTrue();
    }

    @Test
    void a_log_is_read_when_the_group_has_committed_where_its_end_was() {
        ends.polled(new ConsumerRecords<>(Map.of(), Map.of(BUSY, new OffsetAndMetadata(1))));
        logs.end(SENT, 10);
        logs.position(SENT, 9);
        long before = ends.nextLook();
        awaitLooks(3);
        assertThat(ends.readAt(SENT)).isLessThan(before);
        assertThat(logs.ofSent).as("an end that is known is not asked for").hasValue(1);
        logs.position(SENT, 10);
        // It goes on being written; the end that was seen first is what counts.
        logs.end(SENT, 20);
        await().until(() -> ends.readAt(SENT) >= before);
        long later = ends.nextLook();
        awaitLooks(2);
        assertThat(ends.readAt(SENT)).isLessThan(later);
    }

    @Test
    void marks_of_transactions_behind_the_last_record_need_no_commit() {
        logs.end(SENT, 12);
        logs.position(SENT, 10);
        long before = ends.nextLook();
        ends.polled(polled(List.of(9L), 11));
        awaitLooks(2);
        assertThat(ends.readAt(SENT)).isLessThan(before);
        ends.polled(polled(List.of(), 12));
        await().until(() -> ends.readAt(SENT) >= before);
    }

    @Test
    void a_record_that_was_fetched_and_not_committed_has_not_been_read() {
        logs.end(SENT, 12);
        logs.position(SENT, 10);
        ends.polled(polled(List.of(10L, 11L), 12));
        awaitLooks(3);
        assertThat(ends.readAt(SENT)).isNegative();
        logs.position(SENT, 12);
        await().until(() -> ends.readAt(SENT) >= 0);
    }

    @Test
    void a_partition_that_nobody_can_tell_about_does_not_keep_the_others_from_being_read() {
        logs.end(SENT, 10);
        logs.position(SENT, 9);
        awaitLooks(3);
        logs.position(SENT, 10);
        await().until(() -> ends.readAt(RECEIVED) < 0 && ends.readAt(SENT) >= 0);
        logs.end(RECEIVED, 0);
        awaitLooks(2);
        assertThat(ends.readAt(RECEIVED)).isNegative();
        logs.position(RECEIVED, 0);
        await().until(() -> ends.readAt(RECEIVED) >= 0);
    }

    @Test
    void while_nobody_answers_nothing_is_read_and_then_it_goes_on() {
        logs.end(SENT, 10);
        logs.position(SENT, 10);
        logs.silent = true;
        int before = logs.questions.get();
        await().until(() -> ends.readAt(SENT) < 0 && logs.questions.get() > before + 2);
        assertThat(ends.readAt(SENT)).isNegative();
        logs.silent = false;
        await().until(() -> ends.readAt(SENT) >= 0);
    }

    @Test
    void an_outage_is_noticed_though_nobody_asks_because_records_come_or_a_thread_waits() {
        logs.end(SENT, 10);
        ends.polled(polled(List.of(8L), 9));
        await().until(() -> logs.questions.get() > 0);
        assertThat(ends.isAway(SENT)).isFalse();
        logs.silent = true;
        await().until(() -> ends.isAway(SENT));
        assertThat(ends.isAway(RECEIVED))
                .as("a partition that comes to this process now")
                .isTrue();
        logs.silent = false;
        await().atMost(Duration.ofMinutes(1)).until(() -> !ends.isAway(SENT) && !ends.isAway(RECEIVED));
    }

    @Test
    void a_partition_that_nobody_tells_about_is_away_alone() {
        logs.end(SENT, 10);
        ends.readAt(SENT);
        ends.readAt(RECEIVED);
        await().until(() -> ends.isAway(RECEIVED));
        assertThat(ends.isAway(SENT)).isFalse();
    }

    @Test
    void a_log_that_holds_no_record_behind_what_was_committed_counts_as_read_after_a_while() {
        logs.end(SENT, 12);
        logs.position(SENT, 10);
        long before = ends.nextLook();
        awaitLooks(LogEnds.LOOKS_BEFORE_READING + 2);
        assertThat(logs.lookedInto).contains(List.of(10L, 12L));
        assertThat(ends.readAt(SENT)).as("a record lies there").isLessThan(before);
        logs.empty = true;
        await().until(() -> ends.readAt(SENT) >= before);
    }

    @Test
    void what_was_fetched_here_is_still_to_come_though_it_has_expired_in_the_log() {
        logs.end(SENT, 12);
        logs.position(SENT, 10);
        logs.empty = true;
        ends.polled(polled(List.of(10L, 11L), 12));
        awaitLooks(LogEnds.LOOKS_BEFORE_READING + 2);
        assertThat(ends.readAt(SENT)).isNegative();
        assertThat(logs.lookedInto).isEmpty();
    }

    @Test
    void while_a_consumer_gets_on_towards_the_end_the_group_is_not_asked_where_it_is() {
        logs.end(SENT, 1_000_000);
        logs.position(SENT, 0);
        // Read at once each time, so that each look asks for its end.
        logs.end(RECEIVED, 0);
        logs.position(RECEIVED, 0);
        AtomicLong next = new AtomicLong();
        logs.atEachLook = () -> ends.polled(polled(List.of(next.get()), next.incrementAndGet()));
        awaitLooks(4);
        assertThat(logs.askedForSent).hasValue(0);
        // It stands still: another process may have the partition now.
        logs.atEachLook = () -> {};
        logs.position(SENT, 1_000_000);
        await().until(() -> ends.readAt(SENT) >= 0);
    }

    @Test
    void an_error_that_ends_the_looks_is_told() {
        logs.error = new NoClassDefFoundError("as after a full disk");
        ends.readAt(SENT);
        await().untilAsserted(() -> assertThat(broken.get()).isSameAs(logs.error));
    }

    private void awaitLooks(int more) {
        long goal = ends.nextLook() + more;
        await().until(() -> {
            ends.readAt(SENT);
            ends.readAt(RECEIVED);
            return ends.nextLook() >= goal;
        });
    }

    private static ConsumerRecords<byte[], byte[]> polled(List<Long> offsets, long next) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
        if (!offsets.isEmpty()) {
            records.put(
                    SENT,
                    offsets.stream()
                            .map(offset -> new ConsumerRecord<byte[], byte[]>("sent", 0, offset, null, null))
                            .toList());
        }
        return new ConsumerRecords<>(records, Map.of(SENT, new OffsetAndMetadata(next)));
    }

    private static final class FakeLogs implements LogEnds.Logs {

        private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();
        private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
        private final AtomicInteger questions = new AtomicInteger();
        /** Looks at the end of {@link #SENT}; what is asked of {@link #BUSY} too only sees whether somebody answers. */
        private final AtomicInteger ofSent = new AtomicInteger();

        private final AtomicInteger askedForSent = new AtomicInteger();
        private final Set<List<Long>> lookedInto = ConcurrentHashMap.newKeySet();
        private volatile Runnable atEachLook = () -> {};
        private volatile boolean silent;
        private volatile boolean empty;
        private volatile Error error;
        private volatile boolean closed;

        void end(TopicPartition partition, long offset) {
            ends.put(partition, offset);
        }

        void position(TopicPartition partition, long offset) {
            positions.put(partition, offset);
        }

        @Override
        public Map<TopicPartition, Long> ends(Set<TopicPartition> partitions) {
            atEachLook.run();
            questions.incrementAndGet();
            ofSent.addAndGet(partitions.contains(SENT) && !partitions.contains(BUSY) ? 1 : 0);
            if (error != null) {
                throw error;
            }
            if (silent) {
                throw new KafkaException("nobody there");
            }
            Map<TopicPartition, Long> told = of(ends, partitions);
            if (told.isEmpty()) {
                throw new KafkaException("nobody tells about " + partitions);
            }
            return told;
        }

        @Override
        public Map<TopicPartition, Long> positions(Set<TopicPartition> partitions) {
            askedForSent.addAndGet(partitions.contains(SENT) ? 1 : 0);
            return of(positions, partitions);
        }

        @Override
        public boolean isEmpty(TopicPartition partition, long from, long end) {
            lookedInto.add(List.of(from, end));
            return empty;
        }

        private static Map<TopicPartition, Long> of(Map<TopicPartition, Long> all, Set<TopicPartition> wanted) {
            Map<TopicPartition, Long> some = new HashMap<>(all);
            some.keySet().retainAll(wanted);
            return some;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
