package io.sessmonitor.deploy.notify;

import io.sessmonitor.schemas.frame.AlertCodec;
import io.sessmonitor.schemas.wire.MalformedRecordException;
import io.sessmonitor.schemas.wire.RegistryUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the alerts for one target, in a consumer group of its own, and commits what is delivered: at least once, whatever
 * crashes. One thread of its own owns everything; {@link #close} may be called from any.
 *
 * <p>A group that is new begins at the end of the topic and is introduced to what fires then, see {@link Backlog}. That it
 * still has to be is kept as the commit's metadata, so that a crash does not forget it. When Kafka refuses something the
 * worker begins anew, for as long as it takes: a trouble of alerts is none of scoring.
 */
final class NotifyWorker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NotifyWorker.class);
    private static final String INTRODUCE = "introduce";
    private static final long NOTHING = -1;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration SHORT = Duration.ofSeconds(5);

    private final String name;
    private final String topic;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final AlertCodec codec;
    private final Backlog backlog;
    private final Delivery delivery;
    private final Backoff backoff;
    private final DeliveryCounts counts;
    private final Thread thread;
    private final Set<TopicPartition> fresh = new HashSet<>();
    /** Offsets up to which delivery is on record; {@link #NOTHING} where the introduction is not. */
    private final Map<TopicPartition, Long> committed = new HashMap<>();

    private boolean unread;
    private volatile boolean closed;

    /**
     * A worker that is not started yet.
     *
     * @param consumers makes the consumer: of byte arrays, in this target's group, {@code auto.offset.reset=earliest},
     *     read_committed, without auto-commit
     * @param backoff for when Kafka fails
     */
    NotifyWorker(
            String name,
            String topic,
            Supplier<Consumer<byte[], byte[]>> consumers,
            AlertCodec codec,
            Backlog backlog,
            Delivery delivery,
            Backoff backoff,
            DeliveryCounts counts) {
        this.name = name;
        this.topic = topic;
        this.consumers = consumers;
        this.codec = codec;
        this.backlog = backlog;
        this.delivery = delivery;
        this.backoff = backoff;
        this.counts = counts;
        this.thread = new Thread(this::run, "notify " + name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Ends a request or wait that is under way, without waiting for the end of the worker. */
    void stop() {
        closed = true;
        thread.interrupt();
    }

    /** Stops it and waits until its consumer has left the group. */
    @Override
    public void close() {
        stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try {
                consume();
            } catch (InterruptedException | InterruptException e) {
                LOG.debug("The worker of {} stops", name);
            } catch (RuntimeException e) {
                // Whatever it is, the others and scoring go on, and so does this one.
                LOG.error("The alerts for {} cannot be read, it is tried on: {}", name, e.toString());
                LOG.debug("The alerts for {} cannot be read", name, e);
                unread = true;
                counts.trouble("the alerts cannot be read: " + e.getMessage());
                rest(backoff.failed(Optional.empty()));
            }
        }
    }

    private void rest(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            LOG.debug("The worker of {} stops", name);
        }
    }

    private void consume() throws InterruptedException {
        fresh.clear();
        committed.clear();
        backlog.clear();
        Consumer<byte[], byte[]> consumer = consumers.get();
        try {
            consumer.subscribe(List.of(topic), new Rebalances(consumer));
            while (!closed) {
                Duration idle = delivery.idle();
                ConsumerRecords<byte[], byte[]> records = consumer.poll(idle.compareTo(POLL) < 0 ? idle : POLL);
                if (!fresh.isEmpty()) {
                    begin(consumer);
                    continue;
                }
                if (unread) {
                    unread = false;
                    counts.trouble(null);
                }
                take(consumer, records);
                delivery.run();
                commit(consumer);
                if (backlog.full()) {
                    consumer.pause(consumer.assignment());
                } else {
                    consumer.resume(consumer.paused());
                }
                backoff.succeeded();
            }
        } finally {
            // The interrupt that ended the work, which only close() sends, must not end the goodbye to the broker.
            Thread.interrupted();
            consumer.close(CloseOptions.timeout(SHORT));
        }
    }

    /** Begins with what was assigned, whatever that poll has brought; does nothing if that must wait for another poll. */
    private void begin(Consumer<byte[], byte[]> consumer) {
        Map<TopicPartition, OffsetAndMetadata> known = consumer.committed(fresh);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(fresh);
        Map<TopicPartition, Long> ends = consumer.endOffsets(fresh);
        Map<TopicPartition, OffsetAndMetadata> introductions = new HashMap<>();
        for (TopicPartition partition : fresh) {
            OffsetAndMetadata last = known.get(partition);
            if (last == null) {
                last = new OffsetAndMetadata(ends.get(partition), INTRODUCE);
                introductions.put(partition, last);
            } else if (last.offset() < begins.get(partition)) {
                LOG.error(
                        "Alerts of {} from offset {} to {} have expired before they were delivered to {}; their topic's"
                                + " retention is too short for such an outage",
                        partition,
                        last.offset(),
                        begins.get(partition) - 1,
                        name);
            }
            boolean introduce = last.metadata().equals(INTRODUCE);
            committed.put(partition, introduce ? NOTHING : last.offset());
            backlog.begin(partition.partition(), Math.min(last.offset(), ends.get(partition)), introduce);
        }
        if (!introductions.isEmpty() && !commit(consumer, introductions)) {
            return;
        }
        consumer.seekToBeginning(fresh);
        fresh.clear();
    }

    private void take(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                try {
                    backlog.take(
                            partition.partition(),
                            record.offset(),
                            record.timestamp(),
                            codec.decode(topic, record.value()));
                } catch (MalformedRecordException e) {
                    if (!backlog.isHistory(partition.partition(), record.offset())) {
                        LOG.warn(
                                "Record {} of {} is no alert and is not delivered to {}: {}",
                                record.offset(),
                                partition,
                                name,
                                e.getMessage());
                        counts.countUnreadable();
                    }
                } catch (RegistryUnavailableException e) {
                    LOG.warn("Alerts for {} wait for the schema registry: {}", name, e.getMessage());
                    consumer.seek(partition, record.offset());
                    break;
                }
            }
        }
        for (TopicPartition partition : consumer.assignment()) {
            backlog.advance(partition.partition(), consumer.position(partition));
        }
    }

    private void commit(Consumer<byte[], byte[]> consumer) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        committed.forEach((partition, before) -> {
            OptionalLong done = backlog.committable(partition.partition());
            if (done.isPresent() && done.getAsLong() != before) {
                offsets.put(partition, new OffsetAndMetadata(done.getAsLong()));
            }
        });
        if (!offsets.isEmpty() && commit(consumer, offsets)) {
            offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
        }
    }

    /** False if it could not be done now: whoever has the partitions next, or this one later, does it then. */
    private boolean commit(Consumer<byte[], byte[]> consumer, Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            consumer.commitSync(offsets, SHORT);
            return true;
        } catch (CommitFailedException | RebalanceInProgressException | RetriableException e) {
            LOG.debug("What was delivered to {} could not be committed", name, e);
            return false;
        }
    }

    /** Called on the worker's own thread, within poll. */
    private final class Rebalances implements ConsumerRebalanceListener {

        private final Consumer<byte[], byte[]> consumer;

        Rebalances(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            fresh.addAll(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            try {
                commit(consumer);
            } catch (KafkaException e) {
                LOG.debug("What was delivered to {} could not be committed", name, e);
            }
            onPartitionsLost(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            fresh.removeAll(partitions);
            committed.keySet().removeAll(partitions);
            backlog.forget(partitions.stream().map(TopicPartition::partition).toList());
        }
    }
}
