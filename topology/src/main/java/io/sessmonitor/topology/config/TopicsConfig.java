package io.sessmonitor.topology.config;

import io.sessmonitor.schemas.frame.FrameFormat;
import java.util.List;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.internals.Topic;

/**
 * The topics and what is on them.
 *
 * @param create whether missing topics are created at start
 * @param partitions partitions of a created topic
 * @param replication replicas of a created topic; -1 leaves it to the broker
 * @param maxRecordBytes largest value read from the input topics
 */
public record TopicsConfig(
        String sent,
        String received,
        String scores,
        String aggregates,
        String alerts,
        String dlq,
        String exchange,
        boolean create,
        int partitions,
        short replication,
        int maxRecordBytes,
        FrameFormat format) {

    public static final String SENT = "topics.sent";
    public static final String RECEIVED = "topics.received";
    public static final String SCORES = "topics.scores";
    public static final String AGGREGATES = "topics.aggregates";
    public static final String ALERTS = "topics.alerts";
    public static final String DLQ = "topics.dlq";
    public static final String EXCHANGE = "topics.exchange";
    public static final String CREATE = "topics.create";
    public static final String PARTITIONS = "topics.partitions";
    public static final String REPLICATION = "topics.replication";
    public static final String MAX_RECORD_BYTES = "topics.max-record-bytes";
    public static final String FORMAT = "input.format";

    static void define(ConfigDef def) {
        ConfigDef.Validator name = ConfigDef.LambdaValidator.with(
                (key, value) -> {
                    try {
                        Topic.validate((String) value);
                    } catch (InvalidTopicException e) {
                        throw new ConfigException(key + ": " + e.getMessage());
                    }
                },
                () -> "a legal topic name");
        def.define(SENT, Type.STRING, "frames.sent", name, Importance.HIGH, "Topic of the sent frames.");
        def.define(RECEIVED, Type.STRING, "frames.received", name, Importance.HIGH, "Topic of the received frames.");
        def.define(SCORES, Type.STRING, "sess.scores", name, Importance.HIGH, "Topic of the outcomes and scores.");
        def.define(
                AGGREGATES,
                Type.STRING,
                "sess.aggregates",
                name,
                Importance.HIGH,
                "Topic of each link's windows; not needed with windows.enabled: false.");
        def.define(
                ALERTS,
                Type.STRING,
                "sess.alerts",
                name,
                Importance.HIGH,
                "Topic of what the rules say; only needed with rules.file.");
        def.define(
                DLQ,
                Type.STRING,
                "sess.dlq",
                name,
                Importance.HIGH,
                "Topic of the records that could not be used, each with its reason in its headers.");
        def.define(
                EXCHANGE,
                Type.STRING,
                "sess.exchange",
                name,
                Importance.MEDIUM,
                "Topic on which partitions tell each other what was written to the wrong one (without the pictures) and"
                        + " which links there are; only needed with pairing.key-policy: repartition or"
                        + " pairing.share-links: true, and then with as many partitions as topics.sent.");
        def.define(
                CREATE,
                Type.BOOLEAN,
                false,
                Importance.MEDIUM,
                "Whether topics that are missing at start are created; otherwise a missing topic is an error.");
        def.define(
                PARTITIONS,
                Type.INT,
                4,
                ConfigDef.Range.between(1, 10_000),
                Importance.MEDIUM,
                "Partitions of a topic that is created.");
        def.define(
                REPLICATION,
                Type.SHORT,
                (short) -1,
                ConfigDef.Range.between(-1, 100),
                Importance.MEDIUM,
                "Replicas of a topic that is created; -1 takes the broker's default.");
        def.define(
                MAX_RECORD_BYTES,
                Type.INT,
                16 << 20,
                ConfigDef.Range.between(64 << 10, 1 << 30),
                Importance.MEDIUM,
                "Largest value read from the input topics. Fetch and request sizes, and max.message.bytes of created"
                        + " topics, follow from it.");
        def.define(
                FORMAT,
                Type.STRING,
                FrameFormat.AVRO.configName(),
                ConfigDef.ValidString.in(FrameFormat.AVRO.configName(), FrameFormat.RAW.configName()),
                Importance.HIGH,
                "How frames are written on the input topics: avro (records of the schema Frame) or raw (the encoded"
                        + " pictures themselves, everything else in headers).");
    }

    static TopicsConfig from(AbstractConfig values, List<String> problems) {
        TopicsConfig topics = new TopicsConfig(
                values.getString(SENT),
                values.getString(RECEIVED),
                values.getString(SCORES),
                values.getString(AGGREGATES),
                values.getString(ALERTS),
                values.getString(DLQ),
                values.getString(EXCHANGE),
                values.getBoolean(CREATE),
                values.getInt(PARTITIONS),
                values.getShort(REPLICATION),
                values.getInt(MAX_RECORD_BYTES),
                FrameFormat.of(values.getString(FORMAT)));
        if (topics.all().stream().distinct().count() < 7) {
            problems.add("topics.sent, topics.received, topics.scores, topics.aggregates, topics.alerts, topics.dlq and"
                    + " topics.exchange must be seven different topics, not "
                    + String.join(", ", topics.all()));
        }
        if (topics.replication() == 0) {
            problems.add(REPLICATION + " must be -1 (the broker's default) or at least 1");
        }
        return topics;
    }

    /** All seven: sent, received, scores, aggregates, alerts, dead letters, exchange. */
    public List<String> all() {
        return List.of(sent, received, scores, aggregates, alerts, dlq, exchange);
    }
}
