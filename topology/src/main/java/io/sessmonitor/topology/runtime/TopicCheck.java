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
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
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

    private final Admin admin;
    private final String servers;
    private final TopicsConfig topics;
    private final long timeoutMillis;

    /**
     * A check over an open connection, which is not closed here.
     *
     * @param servers the bootstrap servers, for messages
     * @param timeoutMillis longest wait for each answer
     */
    public TopicCheck(Admin admin, String servers, TopicsConfig topics, long timeoutMillis) {
        this.admin = admin;
        this.servers = servers;
        this.topics = topics;
        this.timeoutMillis = timeoutMillis;
    }

    /**
     * Checks, and creates what is missing if that is configured.
     *
     * @return partitions of both input topics
     * @throws StartupException for the first problem found
     */
    public int run() throws StartupException {
        answer(admin.describeCluster().clusterId(), "asking the cluster for its name");
        Map<String, Integer> partitions = new TreeMap<>();
        List<String> missing = new ArrayList<>();
        for (String topic : topics.all()) {
            Optional<Integer> count = partitions(topic);
            count.ifPresentOrElse(found -> partitions.put(topic, found), () -> missing.add(topic));
        }
        if (!missing.isEmpty()) {
            if (!topics.create()) {
                throw new StartupException(
                        Problem.TOPIC_MISSING,
                        (missing.size() == 1
                                        ? "Topic " + missing.get(0) + " is"
                                        : "Topics " + String.join(", ", missing) + " are")
                                + " not there at " + servers + "; create " + (missing.size() == 1 ? "it" : "them")
                                + ", or set topics.create: true");
            }
            create(missing, partitions);
        }
        int sent = partitions.get(topics.sent());
        int received = partitions.get(topics.received());
        if (sent != received) {
            throw new StartupException(
                    Problem.PARTITIONS_DIFFER,
                    "Topic " + topics.sent() + " has " + sent + " partitions and " + topics.received() + " has "
                            + received
                            + "; a pair's two sides would lie on different ones. Give both the same number (the records"
                            + " already there must be written again)");
        }
        checkDeadLetterSize();
        return sent;
    }

    private Optional<Integer> partitions(String topic) throws StartupException {
        KafkaFuture<org.apache.kafka.clients.admin.TopicDescription> future =
                admin.describeTopics(List.of(topic)).topicNameValues().get(topic);
        try {
            return Optional.of(
                    await(future, "describing topic " + topic).partitions().size());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw refused("describing topic " + topic, e.getCause());
        }
    }

    /** Missing input topics take the partition count of the one that is there. */
    private void create(List<String> missing, Map<String, Integer> partitions) throws StartupException {
        int inputs =
                partitions.getOrDefault(topics.sent(), partitions.getOrDefault(topics.received(), topics.partitions()));
        int recordBytes = KafkaConfig.recordBytes(topics.maxRecordBytes());
        for (String topic : missing) {
            boolean input = topic.equals(topics.sent()) || topic.equals(topics.received());
            int count = input ? inputs : topics.partitions();
            // Frames and dead letters are as large as the pictures; scores keep the broker's default.
            Map<String, String> config = topic.equals(topics.scores())
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
                await(admin.createTopics(List.of(request)).all(), "creating topic " + topic);
                LOG.info("Created topic {} with {} partitions", topic, count);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new StartupException(
                            Problem.TOPIC_NOT_CREATED,
                            "Topic " + topic + " could not be created at " + servers + ": "
                                    + e.getCause().getMessage(),
                            e.getCause());
                }
            }
            partitions.put(topic, count);
        }
    }

    /** A dead letter is its record and some headers: if its topic takes less than the inputs do, it would be lost. */
    private void checkDeadLetterSize() throws StartupException {
        long inputs = Math.max(maxMessageBytes(topics.sent()), maxMessageBytes(topics.received()));
        long letters = maxMessageBytes(topics.dlq());
        if (letters < inputs) {
            throw new StartupException(
                    Problem.RECORD_SIZE,
                    "Topic " + topics.dlq() + " takes records of " + letters + " bytes, the input topics of " + inputs
                            + ": a large bad record could not be kept. Raise its max.message.bytes to " + inputs
                            + " or more");
        }
    }

    private long maxMessageBytes(String topic) throws StartupException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        String doing = "reading the settings of topic " + topic;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        while (true) {
            try {
                Config config =
                        await(admin.describeConfigs(List.of(resource)).values().get(resource), doing);
                return Long.parseLong(
                        config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
            } catch (ExecutionException e) {
                // A topic that was just created is known to its broker a moment later.
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() - deadline > 0) {
                    throw refused(doing, e.getCause());
                }
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    private <T> T answer(KafkaFuture<T> future, String doing) throws StartupException {
        try {
            return await(future, doing);
        } catch (ExecutionException e) {
            throw refused(doing, e.getCause());
        }
    }

    private <T> T await(KafkaFuture<T> future, String doing) throws StartupException, ExecutionException {
        try {
            return future.get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unreachable(doing, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException) {
                throw unreachable(doing, e.getCause());
            }
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupException(Problem.BROKER_UNREACHABLE, "Interrupted while " + doing, e);
        }
    }

    private StartupException unreachable(String doing, Throwable cause) {
        return new StartupException(
                Problem.BROKER_UNREACHABLE,
                "No Kafka broker answers at " + servers + " (" + doing
                        + "); check kafka.bootstrap.servers, and that the"
                        + " broker runs and its advertised listeners can be reached from here",
                cause);
    }

    private StartupException refused(String doing, Throwable cause) {
        return new StartupException(
                Problem.BROKER_REFUSED,
                "The broker at " + servers + " refused " + doing + ": " + cause.getMessage()
                        + "; check the kafka.* settings for security and the rights of this user",
                cause);
    }
}
