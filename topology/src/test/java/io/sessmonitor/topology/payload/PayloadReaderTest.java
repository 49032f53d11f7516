package io.sessmonitor.topology.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.schemas.envelope.PayloadRef;
import io.sessmonitor.schemas.frame.FrameFormat;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

/** Reading single offsets again, over Kafka's own mock consumer. */
class PayloadReaderTest {

    private static final TopicPartition PARTITION = new TopicPartition("frames.sent", 2);

    private static CompletableFuture<Fetched> ask(PayloadReader reader, long offset) {
        CompletableFuture<Fetched> result = new CompletableFuture<>();
        assertThat(reader.fetch(new PayloadRef.LogRecord("frames.sent", 2, offset), result::complete))
                .isTrue();
        return result;
    }

    private static PayloadReader reader(Consumer<byte[], byte[]> consumer) {
        return new PayloadReader(() -> consumer, FrameFormat.RAW.reader(null, 1000));
    }

    /** A log from offset {@code first} on with one byte a record: its offset; a hole at 7. */
    private static MockConsumer<byte[], byte[]> log(long first) {
        return new MockConsumer<>("none") {
            @Override
            public synchronized void seek(TopicPartition partition, long offset) {
                updateBeginningOffsets(new HashMap<>(Map.of(PARTITION, first)));
                updateEndOffsets(new HashMap<>(Map.of(PARTITION, 10L)));
                super.seek(partition, offset);
                for (long at = Math.max(first, offset); at < 10; at++) {
                    if (at != 7) {
                        addRecord(new ConsumerRecord<>("frames.sent", 2, at, new byte[0], new byte[] {(byte) at}));
                    }
                }
            }
        };
    }

    private static byte[] bytes(Fetched fetched) {
        return ((Fetched.Picture) fetched).bytes();
    }

    @Test
    void each_request_gets_exactly_its_offset() throws Exception {
        try (PayloadReader reader = reader(log(3))) {
            for (long offset : new long[] {5, 3, 9, 4, 5}) {
                assertThat(bytes(ask(reader, offset).get(20, TimeUnit.SECONDS))).containsExactly((byte) offset);
            }
        }
    }

    @Test
    void an_offset_that_has_expired_is_gone_and_says_so() throws Exception {
        try (PayloadReader reader = reader(log(3))) {
            assertThat(((Fetched.Gone) ask(reader, 1).get(20, TimeUnit.SECONDS)).reason())
                    .startsWith("the picture at frames.sent, partition 2, offset 1 is no longer in the topic");
            assertThat(ask(reader, 7).get(20, TimeUnit.SECONDS)).isInstanceOf(Fetched.Gone.class);
            assertThat(bytes(ask(reader, 8).get(20, TimeUnit.SECONDS))).containsExactly(8);
        }
    }

    @Test
    void what_the_broker_refuses_is_gone_with_its_words() throws Exception {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none") {
            @Override
            public synchronized void seek(TopicPartition partition, long offset) {
                throw new TopicAuthorizationException("not for you");
            }
        };
        try (PayloadReader reader = reader(consumer)) {
            assertThat(((Fetched.Gone) ask(reader, 1).get(20, TimeUnit.SECONDS)).reason())
                    .contains("cannot be read again: not for you");
        }
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void closing_ends_a_wait_for_a_broker_that_gives_nothing() {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none") {
            @Override
            public synchronized void seek(TopicPartition partition, long offset) {
                updateBeginningOffsets(new HashMap<>(Map.of(PARTITION, 0L)));
                updateEndOffsets(new HashMap<>(Map.of(PARTITION, 10L)));
                super.seek(partition, offset);
            }
        };
        PayloadReader reader = reader(consumer);
        CompletableFuture<Fetched> result = ask(reader, 1);
        reader.close();
        assertThat(result).isNotDone();
    }

    @Test
    void a_consumer_that_cannot_be_made_fails_the_request_and_not_the_reader() throws Exception {
        try (PayloadReader reader = new PayloadReader(
                () -> {
                    throw new IllegalStateException("no consumer here");
                },
                FrameFormat.RAW.reader(null, 1000))) {
            assertThat(((Fetched.Gone) ask(reader, 1).get(20, TimeUnit.SECONDS)).reason())
                    .contains("no consumer here");
        }
    }
}
