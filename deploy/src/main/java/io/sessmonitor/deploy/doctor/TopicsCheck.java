package io.sessmonitor.deploy.doctor;

import io.sessmonitor.deploy.doctor.ClusterView.Topic;
import io.sessmonitor.topology.config.KafkaConfig;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.config.TopicsConfig;
import io.sessmonitor.topology.runtime.StartupException;
import io.sessmonitor.topology.runtime.TopicRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.config.TopicConfig;

/** The topics: there, of a kind that fits together, and kept long enough. Changes nothing, also with topics.create. */
final class TopicsCheck extends BrokerDependentCheck {

    /** For a restart and for what is in work: payloads are read from their topic again after that. */
    private static final Duration RESTART = Duration.ofMinutes(5);

    @Override
    public String name() {
        return "topics";
    }

    @Override
    void look(DoctorContext context, Findings findings) throws StartupException {
        MonitorConfig config = context.config();
        TopicsConfig topics = config.topics();
        Map<String, Topic> found = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (String name : config.neededTopics()) {
            try {
                context.cluster().topic(name).ifPresentOrElse(topic -> found.put(name, topic), () -> missing.add(name));
            } catch (StartupException e) {
                findings.problem(e.getMessage());
                if (context.cluster().down()) {
                    break;
                }
            }
        }
        if (!missing.isEmpty() && topics.create()) {
            findings.note("not there yet, the monitor will create: " + String.join(", ", missing));
        } else if (!missing.isEmpty()) {
            findings.problem(TopicRules.missing(missing, config.kafka().bootstrapServers())
                    .getMessage());
        }
        found.forEach((name, topic) -> {
            Findings own = new Findings(name());
            judge(config, name, topic, own);
            boolean fine = own.all().stream().noneMatch(finding -> finding.level() == Finding.Level.PROBLEM);
            if (fine) {
                findings.ok(name + ": " + summary(topic));
            }
            own.all().forEach(findings::add);
        });
        together(topics, found, findings);
    }

    private static String summary(Topic topic) {
        StringBuilder text = new StringBuilder(count(topic.partitions(), "partition"))
                .append(", ")
                .append(count(topic.replicas(), "replica"));
        setting(topic, TopicConfig.RETENTION_MS_CONFIG)
                .ifPresent(millis -> text.append(", kept ").append(millis < 0 ? "for ever" : time(millis)));
        setting(topic, TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                .ifPresent(bytes ->
                        text.append(", records of up to ").append(bytes).append(" bytes"));
        return text.toString();
    }

    private static void judge(MonitorConfig config, String name, Topic topic, Findings findings) {
        boolean input = isInput(config.topics(), name);
        if (topic.leaderless() > 0) {
            findings.problem(name + ": " + topic.leaderless() + " of " + count(topic.partitions(), "partition")
                    + " without a leader; start the brokers that hold them");
        }
        if (topic.settings().isEmpty()) {
            findings.note(
                    name + ": its settings may not be read by this user (DescribeConfigs), so they are not checked");
            return;
        }
        String cleanup = topic.settings().getOrDefault(TopicConfig.CLEANUP_POLICY_CONFIG, "");
        if (cleanup.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            findings.problem(name + ": cleanup.policy is " + cleanup
                    + ", which removes all records of a key but the last; set it to delete");
        }
        setting(topic, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).ifPresent(needed -> {
            if (needed > topic.replicas()) {
                findings.problem(name + ": min.insync.replicas is " + needed + " but there "
                        + (topic.replicas() == 1 ? "is " : "are ") + count(topic.replicas(), "replica")
                        + ", so nothing can be written; lower it or add replicas");
            } else if (needed > 1 && needed == topic.replicas()) {
                findings.note(name + ": min.insync.replicas equals its " + count(topic.replicas(), "replica")
                        + ": one broker down stops all writing");
            }
        });
        if (input) {
            judgeRetention(config, name, topic, findings);
            judgeSize(config.topics(), name, topic, findings);
        }
    }

    private static void judgeRetention(MonitorConfig config, String name, Topic topic, Findings findings) {
        OptionalLong kept = setting(topic, TopicConfig.RETENTION_MS_CONFIG);
        Duration waiting = config.pairing().waitFor();
        Duration needed = waiting.plus(config.scoring().timeout()).plus(RESTART);
        if (kept.isPresent() && kept.getAsLong() >= 0) {
            if (kept.getAsLong() < needed.toMillis()) {
                findings.problem(name + ": retention.ms is " + time(kept.getAsLong())
                        + ", but payloads may be read again for pairing.wait, scoring.timeout and a restart ("
                        + time(needed.toMillis()) + "), and are FAILED when they are gone; set it to "
                        + needed.toMillis() + " or more");
            } else if (kept.getAsLong() < config.pairing().remember().toMillis()) {
                findings.note(name + ": retention.ms is " + time(kept.getAsLong()) + ", less than pairing.remember ("
                        + time(config.pairing().remember().toMillis())
                        + "): frames are still remembered when their records are gone");
            }
        }
        setting(topic, TopicConfig.RETENTION_BYTES_CONFIG).ifPresent(bytes -> {
            if (bytes >= 0) {
                findings.note(name + ": retention.bytes is " + bytes + " a partition: be sure that holds "
                        + time(needed.toMillis()) + " of frames, later ones are FAILED if read again");
            }
        });
    }

    private static void judgeSize(TopicsConfig topics, String name, Topic topic, Findings findings) {
        int record = KafkaConfig.recordBytes(topics.maxRecordBytes());
        setting(topic, TopicConfig.MAX_MESSAGE_BYTES_CONFIG).ifPresent(bytes -> {
            if (bytes < topics.maxRecordBytes()) {
                findings.note(name + ": max.message.bytes is " + bytes + ", topics.max-record-bytes "
                        + topics.maxRecordBytes()
                        + ": the broker refuses larger frames to their producers; if there are any, raise it to "
                        + record);
            } else if (bytes > record) {
                findings.note(name + ": max.message.bytes is " + bytes + ", topics.max-record-bytes "
                        + topics.maxRecordBytes() + ": larger frames would go to the dead letters");
            }
        });
    }

    /** What must hold between topics. */
    private static void together(TopicsConfig topics, Map<String, Topic> found, Findings findings) {
        Topic sent = found.get(topics.sent());
        Topic received = found.get(topics.received());
        Topic letters = found.get(topics.dlq());
        if (sent == null || received == null) {
            return;
        }
        TopicRules.partitionsDiffer(topics, sent.partitions(), received.partitions())
                .ifPresent(problem -> findings.problem(problem.getMessage()));
        Topic exchange = found.get(topics.exchange());
        if (exchange != null) {
            TopicRules.exchangeDiffers(topics, sent.partitions(), exchange.partitions())
                    .ifPresent(problem -> findings.problem(problem.getMessage()));
        }
        String sentType = sent.settings().get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);
        String receivedType = received.settings().get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);
        if (sentType != null && receivedType != null && !sentType.equals(receivedType)) {
            findings.note(
                    "message.timestamp.type is " + sentType + " for " + topics.sent() + " and " + receivedType + " for "
                            + topics.received() + ": waiting is measured in record timestamps, so give both the same");
        }
        OptionalLong lettersTake =
                letters == null ? OptionalLong.empty() : setting(letters, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        if (lettersTake.isPresent()) {
            long inputs = Math.max(
                    setting(sent, TopicConfig.MAX_MESSAGE_BYTES_CONFIG).orElse(0),
                    setting(received, TopicConfig.MAX_MESSAGE_BYTES_CONFIG).orElse(0));
            TopicRules.deadLettersTooSmall(topics, inputs, lettersTake.getAsLong())
                    .ifPresent(problem -> findings.problem(problem.getMessage()));
        }
    }

    private static boolean isInput(TopicsConfig topics, String name) {
        return name.equals(topics.sent()) || name.equals(topics.received());
    }

    private static OptionalLong setting(Topic topic, String name) {
        String value = topic.settings().get(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** A time for people, in the largest unit that says it in whole numbers: 168h, 90s, 1500ms. */
    private static String time(long millis) {
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + "m";
        }
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
}
