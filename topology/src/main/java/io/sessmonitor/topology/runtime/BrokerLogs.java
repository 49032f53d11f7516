package io.sessmonitor.topology.runtime;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a broker says of logs, over connections of its own that are made when they are needed. Used by one thread. */
final class BrokerLogs implements LogEnds.Logs {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerLogs.class);
    private static final int TIMEOUT_MILLIS = 2000;
    private static final Duration TIMEOUT = Duration.ofMillis(TIMEOUT_MILLIS);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Supplier<Admin> admins;
    private final Supplier<Consumer<byte[], byte[]>> readers;
    private final String group;
    private Admin admin;

    /**
     * Tells the positions of a group.
     *
     * @param readers make consumers of no group that read what is committed, and from the earliest record on if the one
     *     asked for is gone
     */
    BrokerLogs(Supplier<Admin> admins, Supplier<Consumer<byte[], byte[]>> readers, String group) {
        this.admins = Objects.requireNonNull(admins, "admins");
        this.readers = Objects.requireNonNull(readers, "readers");
        this.group = Objects.requireNonNull(group, "group");
    }

    @Override
    public Map<TopicPartition, Long> ends(Set<TopicPartition> partitions) throws InterruptedException {
        return offsets(partitions, OffsetSpec.latest());
    }

    @Override
    public Map<TopicPartition, Long> positions(Set<TopicPartition> partitions) throws InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = answer(admin().listConsumerGroupOffsets(
                        Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(partitions)),
                        new ListConsumerGroupOffsetsOptions().timeoutMs(TIMEOUT_MILLIS))
                .partitionsToOffsetAndMetadata(group));
        Map<TopicPartition, Long> positions = new HashMap<>();
        Set<TopicPartition> fromBeginning = new HashSet<>();
        committed.forEach((partition, offset) -> {
            if (offset == null) {
                fromBeginning.add(partition);
            } else {
                positions.put(partition, offset.offset());
            }
        });
        if (!fromBeginning.isEmpty()) {
            positions.putAll(offsets(fromBeginning, OffsetSpec.earliest()));
        }
        return positions;
    }

    @Override
    public boolean isEmpty(TopicPartition partition, long from, long end) {
        try (Consumer<byte[], byte[]> reader = readers.get()) {
            reader.assign(List.of(partition));
            reader.seek(partition, from);
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS);
            while (System.nanoTime() < until) {
                if (reader.position(partition, TIMEOUT) >= end) {
                    return true;
                }
                if (!reader.poll(POLL).isEmpty()) {
                    return false;
                }
            }
            return false;
        }
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }

    private Admin admin() {
        if (admin == null) {
            admin = admins.get();
        }
        return admin;
    }

    private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec which)
            throws InterruptedException {
        ListOffsetsResult result = admin().listOffsets(
                        partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> which)),
                        new ListOffsetsOptions().timeoutMs(TIMEOUT_MILLIS));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        KafkaException failure = null;
        for (TopicPartition partition : partitions) {
            try {
                offsets.put(partition, answer(result.partitionResult(partition)).offset());
            } catch (KafkaException e) {
                LOG.debug("Nobody tells the offsets of {} now", partition, e);
                failure = e;
            }
        }
        if (offsets.isEmpty() && failure != null) {
            throw failure;
        }
        return offsets;
    }

    private static <T> T answer(KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new KafkaException(
                    e.getCause() instanceof TimeoutException
                            ? "no answer within " + TIMEOUT_MILLIS + " ms"
                            : e.getCause().getMessage(),
                    e.getCause());
        }
    }
}
