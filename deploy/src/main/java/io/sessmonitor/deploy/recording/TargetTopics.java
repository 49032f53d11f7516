package io.sessmonitor.deploy.recording;

import io.sessmonitor.topology.config.KafkaConfig;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.config.TopicsConfig;
import io.sessmonitor.topology.runtime.BrokerAnswers;
import io.sessmonitor.topology.runtime.StartupException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** The topics that a replay writes to: they are there, or are made, and keep what is written. */
public final class TargetTopics {

    private TargetTopics() {}

    /**
     * Makes sure that the topics are there.
     *
     * @param earliest timestamp of the records to be written
     * @param now the broker's clock, nearly
     * @return what to warn about
     * @throws RecordingException if one is not there and {@code topics.create} is false, or no broker answers
     */
    public static List<String> check(MonitorConfig config, Collection<String> topics, long earliest, long now)
            throws RecordingException {
        BrokerAnswers answers =
                new BrokerAnswers(config.kafka().bootstrapServers(), TopicClients.TIMEOUT.toMillis() + 1000);
        List<String> warnings = new ArrayList<>();
        try (Admin admin = TopicClients.admin(config)) {
            for (String topic : new TreeSet<>(topics)) {
                try {
                    TopicRange.partitionsOf(admin, answers, topic);
                } catch (RecordingException e) {
                    create(admin, answers, config.topics(), topic, e);
                }
                warn(admin, answers, topic, earliest, now, warnings);
            }
        } catch (StartupException e) {
            throw new RecordingException(e.getMessage(), e);
        } catch (KafkaException e) {
            throw new RecordingException(TopicRange.noConnection(config.kafka(), e), e);
        }
        return warnings;
    }

    private static void create(
            Admin admin, BrokerAnswers answers, TopicsConfig settings, String topic, RecordingException missing)
            throws StartupException, RecordingException {
        if (!settings.create()) {
            throw new RecordingException(
                    missing.getMessage() + ", or set topics.create to true (--set topics.create=true)");
        }
        NewTopic made = new NewTopic(topic, settings.partitions(), settings.replication())
                .configs(Map.of(
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Integer.toString(KafkaConfig.recordBytes(settings.maxRecordBytes()))));
        answers.get(admin.createTopics(List.of(made)).all(), "creating topic " + topic);
    }

    /** Retention goes by timestamps: what is written with old ones may be deleted at once. */
    private static void warn(
            Admin admin, BrokerAnswers answers, String topic, long earliest, long now, List<String> warnings)
            throws StartupException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config found;
        try {
            found = answers.await(
                    admin.describeConfigs(List.of(resource)).values().get(resource), "reading settings of " + topic);
        } catch (ExecutionException e) {
            // They may not be read; the replay needs no right to.
            return;
        }
        String policy = value(found, TopicConfig.CLEANUP_POLICY_CONFIG, "delete");
        long retention = Long.parseLong(value(found, TopicConfig.RETENTION_MS_CONFIG, "-1"));
        if (policy.contains("delete") && retention >= 0 && now - earliest > retention) {
            warnings.add("topic " + topic + " keeps records for "
                    + Duration.ofMillis(retention).toHours() + " h by their timestamps, and these are from "
                    + Duration.ofMillis(now - earliest).toHours()
                    + " h ago: the broker may delete them soon; --captured-at shift gives them today's");
        }
    }

    private static String value(Config config, String name, String otherwise) {
        return config.get(name) == null || config.get(name).value() == null
                ? otherwise
                : config.get(name).value();
    }
}
