package io.sessmonitor.deploy.recording;

import io.sessmonitor.topology.config.KafkaConfig;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.failure.UncaughtFailures;
import io.sessmonitor.topology.runtime.BrokerAnswers;
import io.sessmonitor.topology.runtime.StartupException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Where reading begins and ends in each partition of some topics.
 *
 * @param begin first offset
 * @param end first offset that is not read any more, {@link Long#MAX_VALUE} for none
 */
public record TopicRange(Map<TopicPartition, Long> begin, Map<TopicPartition, Long> end) {

    /** No end: whatever comes is read. */
    public static final long LIVE = Long.MAX_VALUE;

    /** In the order of the topics as they were named, so that records of one instant come in that order. */
    public TopicRange {
        begin = new LinkedHashMap<>(begin);
        end = new LinkedHashMap<>(end);
    }

    /**
     * Asks the broker.
     *
     * @param topics topics, all of which must be there
     * @param partitions numbers of the partitions wanted, empty for all
     * @param to null to read on for ever
     * @throws RecordingException if a topic is not there, or no broker answers
     */
    public static TopicRange of(
            MonitorConfig config, List<String> topics, Set<Integer> partitions, Position from, Position to)
            throws RecordingException {
        BrokerAnswers answers =
                new BrokerAnswers(config.kafka().bootstrapServers(), TopicClients.TIMEOUT.toMillis() + 1000);
        try (Admin admin = TopicClients.admin(config)) {
            Map<TopicPartition, Long> begin = new LinkedHashMap<>();
            for (String topic : topics) {
                for (int partition = 0; partition < partitionsOf(admin, answers, topic); partition++) {
                    if (partitions.isEmpty() || partitions.contains(partition)) {
                        begin.put(new TopicPartition(topic, partition), 0L);
                    }
                }
            }
            if (begin.isEmpty()) {
                throw new RecordingException("the topics " + String.join(", ", topics) + " have no partition "
                        + String.join(
                                " or ",
                                new TreeSet<>(partitions)
                                        .stream().map(String::valueOf).toList()));
            }
            Map<TopicPartition, Long> end = new LinkedHashMap<>(begin);
            begin.putAll(offsets(admin, answers, begin.keySet(), from));
            if (to == null) {
                end.replaceAll((partition, offset) -> LIVE);
            } else {
                end.putAll(offsets(admin, answers, end.keySet(), to));
            }
            return new TopicRange(begin, end);
        } catch (StartupException e) {
            throw new RecordingException(e.getMessage(), e);
        } catch (KafkaException e) {
            throw new RecordingException(noConnection(config.kafka(), e), e);
        }
    }

    /** Offsets in it, which is how many records there are at most; -1 if it has no end. */
    public long records() {
        long records = 0;
        for (Map.Entry<TopicPartition, Long> partition : begin.entrySet()) {
            long last = end.get(partition.getKey());
            if (last == LIVE) {
                return -1;
            }
            records += Math.max(0, last - partition.getValue());
        }
        return records;
    }

    static String noConnection(KafkaConfig config, KafkaException e) {
        return "no connection to " + config.bootstrapServers() + " can be made: "
                + UncaughtFailures.root(e).getMessage() + "; check kafka.bootstrap.servers and the kafka.* settings";
    }

    /** Partitions of a topic. */
    static int partitionsOf(Admin admin, BrokerAnswers answers, String topic)
            throws StartupException, RecordingException {
        String doing = "describing topic " + topic;
        try {
            TopicDescription found = answers.await(
                    admin.describeTopics(List.of(topic)).topicNameValues().get(topic), doing);
            return found.partitions().size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof InvalidTopicException) {
                throw new RecordingException("there is no topic " + topic + " at " + answers.servers()
                        + "; check its name and kafka.bootstrap.servers, or create it");
            }
            throw answers.refused(doing, e.getCause());
        }
    }

    /** The latest timestamp in the topics; empty topics have none. */
    static long latestTimestamp(MonitorConfig config, Set<TopicPartition> partitions) throws RecordingException {
        BrokerAnswers answers =
                new BrokerAnswers(config.kafka().bootstrapServers(), TopicClients.TIMEOUT.toMillis() + 1000);
        try (Admin admin = TopicClients.admin(config)) {
            return list(admin, answers, partitions, OffsetSpec.maxTimestamp(), ListOffsetsResultInfo::timestamp)
                    .values()
                    .stream()
                    .mapToLong(Long::longValue)
                    .max()
                    .orElse(-1);
        } catch (StartupException e) {
            throw new RecordingException(e.getMessage(), e);
        } catch (KafkaException e) {
            throw new RecordingException(noConnection(config.kafka(), e), e);
        }
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, BrokerAnswers answers, Set<TopicPartition> partitions, Position position)
            throws StartupException {
        ToLongFunction<ListOffsetsResultInfo> offset = ListOffsetsResultInfo::offset;
        if (position instanceof Position.Beginning) {
            return list(admin, answers, partitions, OffsetSpec.earliest(), offset);
        }
        Map<TopicPartition, Long> ends = list(admin, answers, partitions, OffsetSpec.latest(), offset);
        if (position instanceof Position.Offset at) {
            Map<TopicPartition, Long> clamped = list(admin, answers, partitions, OffsetSpec.earliest(), offset);
            // Beyond the end there is nothing to wait for, before the beginning nothing to be had.
            clamped.replaceAll((partition, earliest) -> Math.max(earliest, Math.min(at.offset(), ends.get(partition))));
            return clamped;
        }
        if (position instanceof Position.Time time) {
            Map<TopicPartition, Long> found =
                    list(admin, answers, partitions, OffsetSpec.forTimestamp(Math.max(0, time.millis())), offset);
            // -1: nothing so late yet.
            found.replaceAll((partition, at) -> at < 0 ? ends.get(partition) : at);
            return found;
        }
        return ends;
    }

    private static Map<TopicPartition, Long> list(
            Admin admin,
            BrokerAnswers answers,
            Set<TopicPartition> partitions,
            OffsetSpec spec,
            ToLongFunction<ListOffsetsResultInfo> value)
            throws StartupException {
        Map<TopicPartition, OffsetSpec> question = new HashMap<>();
        partitions.forEach(partition -> question.put(partition, spec));
        KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> all = admin.listOffsets(
                        question, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all();
        Map<TopicPartition, Long> found = new LinkedHashMap<>();
        answers.get(all, "asking for offsets")
                .forEach((partition, info) -> found.put(partition, value.applyAsLong(info)));
        return found;
    }
}
