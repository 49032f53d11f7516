package io.sessmonitor.topology.runtime;

import io.sessmonitor.topology.config.KafkaConfig;
import io.sessmonitor.topology.config.TopicsConfig;
import io.sessmonitor.topology.runtime.StartupException.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the topics before the monitor starts, and creates missing ones if told to: everything that would otherwise fail
 * later, one record at a time. Used once, by the thread that starts.
 */
public final class TopicCheck {

    private static final Logger LOG = LoggerFactory.getLogger(TopicCheck.class);

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** A topic that was just created is known to the broker that is asked a moment later, on a busy machine seconds. */
    private static final long NEWS_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final Admin admin;
    private final String servers;
    private final BrokerAnswers answers;
    private final TopicsConfig topics;
    private final List<String> needed;
    private final long timeoutMillis;

    /**
     * A check over an open connection, which is not closed here.
     *
     * @param servers the bootstrap servers, for messages
     * @param needed those of the topics that must be there
     * @param timeoutMillis longest wait for each answer
     */
    public TopicCheck(Admin admin, String servers, TopicsConfig topics, List<String> needed, long timeoutMillis) {
        this.admin = admin;
        this.servers = servers;
        this.answers = new BrokerAnswers(servers, timeoutMillis);
        this.topics = topics;
        this.needed = needed;
        this.timeoutMillis = timeoutMillis;
    }

    /**
     * Checks, and creates what is missing if that is configured.
     *
     * @return partitions of both input topics
     * @throws StartupException for the first problem found
     */
    public int run() throws StartupException {
        answers.get(admin.describeCluster().clusterId(), "asking the cluster for its name");
        Map<String, Integer> partitions = new TreeMap<>();
        List<String> missing = new ArrayList<>();
        long until = System.nanoTime() + (topics.create() ? 0 : NEWS_NANOS);
        for (String topic : needed) {
            Optional<Integer> count = partitions(topic, until);
            count.ifPresentOrElse(found -> partitions.put(topic, found), () -> missing.add(topic));
        }
        if (!missing.isEmpty()) {
            if (!topics.create()) {
                throw TopicRules.missing(missing, servers);
            }
            create(missing, partitions);
        }
        int sent = partitions.get(topics.sent());
        int received = partitions.get(topics.received());
        Optional<StartupException> differ = TopicRules.partitionsDiffer(topics, sent, received);
        if (differ.isPresent()) {
            throw differ.get();
        }
        if (partitions.containsKey(topics.exchange())) {
            Optional<StartupException> exchange =
                    TopicRules.exchangeDiffers(topics, sent, partitions.get(topics.exchange()));
            if (exchange.isPresent()) {
                throw exchange.get();
            }
        }
        checkDeadLetterSize();
        return sent;
    }

    /** Empty if it is not there, and has not come until then. */
    private Optional<Integer> partitions(String topic, long until) throws StartupException {
        try {
            return Optional.of(known(
                            () -> admin.describeTopics(List.of(topic))
                                    .topicNameValues()
                                    .get(topic),
                            "describing topic " + topic,
                            until)
                    .partitions()
                    .size());
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.empty();
        }
    }

    /**
     * What the broker says of a topic. While it does not know the topic, which may just have been created, it is asked again.
     *
     * @param until {@link System#nanoTime} of the last time it is asked
     * @throws UnknownTopicOrPartitionException if it did not know it even then
     */
    private <T> T known(Supplier<KafkaFuture<T>> question, String doing, long until) throws StartupException {
        while (true) {
            try {
                return answers.await(question.get(), doing);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException unknown)) {
                    throw answers.refused(doing, e.getCause());
                }
                if (System.nanoTime() - until > 0) {
                    throw unknown;
                }
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    /** Missing input topics, and the exchange between their partitions, take the partition count of the one that is there. */
    private void create(List<String> missing, Map<String, Integer> partitions) throws StartupException {
        int inputs =
                partitions.getOrDefault(topics.sent(), partitions.getOrDefault(topics.received(), topics.partitions()));
        int recordBytes = KafkaConfig.recordBytes(topics.maxRecordBytes());
        for (String topic : missing) {
            boolean input = topic.equals(topics.sent()) || topic.equals(topics.received());
            int count = input || topic.equals(topics.exchange()) ? inputs : topics.partitions();
            // Frames and dead letters are as large as the pictures; all else keeps the broker's default.
            Map<String, String> config = !input && !topic.equals(topics.dlq())
                    ? Map.of()
                    : Map.of(
                            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                            Integer.toString(
                                    topic.equals(topics.dlq())
                                            ? 2 * recordBytes - topics.maxRecordBytes()
                                            : recordBytes));
            NewTopic request = new NewTopic(
                            topic,
                            Optional.of(count),
                            topics.replication() < 0 ? Optional.empty() : Optional.of(topics.replication()))
                    .configs(config);
            try {
                answers.await(admin.createTopics(List.of(request)).all(), "creating topic " + topic);
                LOG.info("Created topic {} with {} partitions", topic, count);
                partitions.put(topic, count);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new StartupException(
                            Problem.TOPIC_NOT_CREATED,
                            "Topic " + topic + " could not be created at " + servers + ": "
                                    + e.getCause().getMessage(),
                            e.getCause());
                }
                // Somebody else was quicker, and may have wanted another number.
                partitions.put(
                        topic,
                        partitions(topic, System.nanoTime() + NEWS_NANOS)
                                .orElseThrow(() -> TopicRules.missing(List.of(topic), servers)));
            }
        }
    }

    /** A dead letter is its record and some headers: if its topic takes less than the inputs do, it would be lost. */
    private void checkDeadLetterSize() throws StartupException {
        long inputs = Math.max(maxMessageBytes(topics.sent()), maxMessageBytes(topics.received()));
        long letters = maxMessageBytes(topics.dlq());
        Optional<StartupException> small = TopicRules.deadLettersTooSmall(topics, inputs, letters);
        if (small.isPresent()) {
            throw small.get();
        }
    }

    private long maxMessageBytes(String topic) throws StartupException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        String doing = "reading the settings of topic " + topic;
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        try {
            Config config = known(
                    () -> admin.describeConfigs(List.of(resource)).values().get(resource), doing, until);
            return Long.parseLong(
                    config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
        } catch (UnknownTopicOrPartitionException e) {
            throw answers.refused(doing, e);
        }
    }
}
