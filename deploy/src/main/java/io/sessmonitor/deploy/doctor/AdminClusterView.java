package io.sessmonitor.deploy.doctor;

import io.sessmonitor.topology.config.KafkaConfig;
import io.sessmonitor.topology.failure.UncaughtFailures;
import io.sessmonitor.topology.runtime.BrokerAnswers;
import io.sessmonitor.topology.runtime.StartupException;
import io.sessmonitor.topology.runtime.StartupException.Problem;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;

/** A real cluster, asked through Kafka's Admin with short time-outs. Owned and used by the one thread that runs the checks. */
final class AdminClusterView implements ClusterView {

    private final KafkaConfig config;
    private final Duration timeout;
    private final BrokerAnswers answers;
    private Admin admin;
    private boolean down;

    /**
     * Connects when first asked.
     *
     * @param timeout longest wait for each answer
     */
    AdminClusterView(KafkaConfig config, Duration timeout) {
        this.config = config;
        this.timeout = timeout;
        this.answers = new BrokerAnswers(config.bootstrapServers(), timeout.toMillis() + 500);
    }

    private interface Question<T> {
        T ask(Admin admin) throws StartupException;
    }

    private <T> T ask(Question<T> question) throws StartupException {
        try {
            if (admin == null) {
                Map<String, Object> properties = new HashMap<>(config.client(StreamsConfig.ADMIN_CLIENT_PREFIX));
                properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
                properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
                properties.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, false);
                admin = Admin.create(properties);
            }
            return question.ask(admin);
        } catch (StartupException e) {
            down |= e.problem() == Problem.BROKER_UNREACHABLE;
            throw e;
        } catch (KafkaException e) {
            down = true;
            throw new StartupException(
                    Problem.BROKER_UNREACHABLE,
                    "No connection to " + config.bootstrapServers() + " can be made: "
                            + UncaughtFailures.root(e).getMessage()
                            + "; check kafka.bootstrap.servers and the kafka.* settings",
                    e);
        }
    }

    @Override
    public Cluster cluster() throws StartupException {
        return ask(asked -> {
            String doing = "asking the cluster for its name";
            String id = answers.get(asked.describeCluster().clusterId(), doing);
            Collection<Node> nodes = answers.get(asked.describeCluster().nodes(), doing);
            ConfigResource broker = new ConfigResource(
                    ConfigResource.Type.BROKER, nodes.iterator().next().idString());
            return new Cluster(id, nodes.size(), metadataVersion(asked), settings(asked, broker));
        });
    }

    private Optional<Integer> metadataVersion(Admin asked) throws StartupException {
        try {
            FinalizedVersionRange range = answers.await(
                            asked.describeFeatures().featureMetadata(), "asking for the features")
                    .finalizedFeatures()
                    .get("metadata.version");
            return Optional.ofNullable(range).map(found -> (int) found.maxVersionLevel());
        } catch (ExecutionException e) {
            // Old brokers and other makers' do not know the question, which is no matter.
            return Optional.empty();
        }
    }

    /** Empty if they may not be read: then what they say cannot be checked, which does not stop the monitor. */
    private Map<String, String> settings(Admin asked, ConfigResource resource) throws StartupException {
        Map<String, String> settings = new TreeMap<>();
        try {
            Config found = answers.await(
                    asked.describeConfigs(List.of(resource)).values().get(resource), "reading settings");
            found.entries().forEach(entry -> {
                if (entry.value() != null) {
                    settings.put(entry.name(), entry.value());
                }
            });
        } catch (ExecutionException e) {
            return Map.of();
        }
        return settings;
    }

    @Override
    public Optional<Topic> topic(String name) throws StartupException {
        return ask(asked -> {
            String doing = "describing topic " + name;
            TopicDescription found;
            try {
                found = answers.await(
                        asked.describeTopics(List.of(name)).topicNameValues().get(name), doing);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    return Optional.empty();
                }
                throw answers.refused(doing, e.getCause());
            }
            List<TopicPartitionInfo> partitions = found.partitions();
            return Optional.of(new Topic(
                    partitions.size(),
                    partitions.stream()
                            .mapToInt(partition -> partition.replicas().size())
                            .min()
                            .orElse(0),
                    (int) partitions.stream()
                            .filter(partition -> partition.leader() == null)
                            .count(),
                    settings(asked, new ConfigResource(ConfigResource.Type.TOPIC, name))));
        });
    }

    @Override
    public OptionalLong newestTimestamp(String topic, int partitions) throws StartupException {
        return ask(asked -> {
            Map<TopicPartition, OffsetSpec> newest = new HashMap<>();
            for (int partition = 0; partition < partitions; partition++) {
                newest.put(new TopicPartition(topic, partition), OffsetSpec.maxTimestamp());
            }
            try {
                return answers
                        .await(asked.listOffsets(newest).all(), "looking for the newest record of topic " + topic)
                        .values()
                        .stream()
                        .mapToLong(ListOffsetsResultInfo::timestamp)
                        .filter(timestamp -> timestamp >= 0)
                        .max();
            } catch (ExecutionException e) {
                // Brokers older than 3.0 do not know the question, and it may be forbidden; neither stops the monitor.
                return OptionalLong.empty();
            }
        });
    }

    @Override
    public Optional<Group> group(String id) throws StartupException {
        return ask(asked -> {
            String doing = "describing group " + id;
            try {
                ConsumerGroupDescription found = answers.await(
                        asked.describeConsumerGroups(List.of(id))
                                .describedGroups()
                                .get(id),
                        doing);
                return Optional.of(
                        new Group(found.groupState().toString(), found.members().size()));
            } catch (ExecutionException e) {
                if (e.getCause() instanceof GroupIdNotFoundException) {
                    return Optional.empty();
                }
                throw answers.refused(doing, e.getCause());
            } catch (StartupException e) {
                // The broker answered other questions: it is its group coordinator that is missing.
                throw new StartupException(
                        Problem.BROKER_REFUSED,
                        "no answer to " + doing + " within " + timeout.toMillis()
                                + " ms; check that offsets.topic.replication.factor of the brokers fits their number",
                        e);
            }
        });
    }

    /** A time-out here is not the broker's being down: it is what a transaction log that cannot be made looks like. */
    @Override
    public void tryTransactions(String transactionalId) throws StartupException {
        Map<String, Object> properties = new HashMap<>(config.client(StreamsConfig.PRODUCER_PREFIX));
        properties.keySet().removeIf(name -> !ProducerConfig.configNames().contains(name));
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout.toMillis());
        properties.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        try {
            KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
            try {
                producer.initTransactions();
            } finally {
                producer.close(Duration.ZERO);
            }
        } catch (TimeoutException e) {
            throw new StartupException(
                    Problem.BROKER_REFUSED,
                    "no answer to the beginning of transactions within " + timeout.toMillis() + " ms",
                    e);
        } catch (KafkaException e) {
            throw answers.refused("the beginning of transactions", UncaughtFailures.root(e));
        }
    }

    @Override
    public boolean down() {
        return down;
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
