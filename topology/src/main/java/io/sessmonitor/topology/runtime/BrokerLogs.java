package io.sessmonitor.topology.runtime;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a broker says of logs, over a connection of its own that is made at the first question. Used by one thread. */
final class BrokerLogs implements LogEnds.Logs {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerLogs.class);
    private static final int TIMEOUT_MILLIS = 2000;

    private final Supplier<Admin> admins;
    private final String group;
    private Admin admin;

    /** Tells the positions of this group. */
    BrokerLogs(Supplier<Admin> admins, String group) {
        this.admins = Objects.requireNonNull(admins, "admins");
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
