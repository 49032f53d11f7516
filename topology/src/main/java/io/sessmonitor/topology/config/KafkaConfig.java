package io.sessmonitor.topology.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The properties of Kafka Streams and of its clients.
 *
 * <p>Precedence, later wins: Kafka's own defaults; what this class sets; {@code kafka.NAME} of the configuration, where
 * NAME is any property of Kafka Streams or, with the prefixes Streams knows ({@code consumer.}, {@code main.consumer.},
 * {@code producer.}, {@code admin.}), of a client. A few names may not be set at all, because exactly-once would be lost.
 *
 * @param overrides what {@code kafka.} keys say, without the prefix
 */
public record KafkaConfig(Map<String, String> overrides) {

    public static final String PREFIX = "kafka.";
    public static final String BOOTSTRAP_SERVERS = PREFIX + StreamsConfig.BOOTSTRAP_SERVERS_CONFIG;
    public static final String APPLICATION_ID = PREFIX + StreamsConfig.APPLICATION_ID_CONFIG;

    /** Room in a request beside the record's value: key, headers, what the dead letters add. */
    private static final int RECORD_OVERHEAD = 128 << 10;

    private static final Set<String> FIXED = Set.of(
            StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
            StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            StreamsConfig.CONSUMER_PREFIX + ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            StreamsConfig.MAIN_CONSUMER_PREFIX + ConsumerConfig.ISOLATION_LEVEL_CONFIG);

    static KafkaConfig from(Map<String, String> flat, List<String> problems) {
        Map<String, String> overrides = new TreeMap<>();
        overrides.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092");
        overrides.put(StreamsConfig.APPLICATION_ID_CONFIG, "sess-monitor");
        flat.forEach((key, value) -> {
            if (key.startsWith(PREFIX)) {
                String name = key.substring(PREFIX.length());
                if (FIXED.contains(name)) {
                    problems.add(key + " cannot be set: every frame's exactly one outcome rests on it");
                }
                if (name.equals(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG)
                        && value.trim().startsWith("-")) {
                    problems.add(
                            key + " cannot be negative: one input topic would run ahead of the other, and frames be"
                                    + " given up whose partners lie in the log");
                }
                overrides.put(name, value);
            }
        });
        return new KafkaConfig(overrides);
    }

    public String bootstrapServers() {
        return overrides.get(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG);
    }

    public String applicationId() {
        return overrides.get(StreamsConfig.APPLICATION_ID_CONFIG);
    }

    /** Largest record, with key and headers, that must pass a topic whose values may have {@code valueBytes}. */
    public static int recordBytes(int valueBytes) {
        return valueBytes + RECORD_OVERHEAD;
    }

    /** The properties of Kafka Streams for records with values of up to {@code maxRecordBytes}. */
    public Properties streams(int maxRecordBytes) {
        int recordBytes = recordBytes(maxRecordBytes);
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        properties.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        // A score is visible to read_committed readers after the commit, so this is most of its latency.
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        // A dead letter is its record and some headers more.
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), recordBytes + RECORD_OVERHEAD);
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG),
                Math.max(32L << 20, 3L * recordBytes));
        // A larger record still comes, alone. What is fetched lies in memory until it is polled, so a backlog must not
        // come in pieces as large as the largest record: the garbage collector would copy them.
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), 2 << 20);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), 32 << 20);
        // A poll hands over no more than a fetch has brought, which is bounded in bytes; few and large polls are cheap,
        // and bring both sides of a task, which has to wait without one of them.
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 5000);
        // Frames are large: a hundred a partition are enough to be busy and few enough to fit in memory.
        properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 100);
        // Streams polls again after at most half of this under back-pressure, which bounds how long a rebalance waits.
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG), 60_000);
        properties.put(
                StreamsConfig.TOPIC_PREFIX + TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Math.max(1 << 20, recordBytes));
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 32L << 20);
        // Punctuators run between polls; with the default of 100 ms a finished score would wait that long on a calm
        // topic.
        properties.put(StreamsConfig.POLL_MS_CONFIG, 20);
        properties.putAll(overrides);
        Properties result = new Properties();
        result.putAll(properties);
        return result;
    }

    /** What every client outside Streams (admin, re-reading consumer) needs: the overrides that are not Streams' own. */
    public Map<String, Object> client(String... prefixes) {
        Map<String, Object> properties = new LinkedHashMap<>();
        overrides.forEach((name, value) -> {
            if (ConsumerConfig.configNames().contains(name)
                    || org.apache.kafka.clients.admin.AdminClientConfig.configNames()
                            .contains(name)) {
                properties.put(name, value);
            }
        });
        for (String prefix : prefixes) {
            overrides.forEach((name, value) -> {
                if (name.startsWith(prefix)) {
                    properties.put(name.substring(prefix.length()), value);
                }
            });
        }
        return properties;
    }

    /** Values may be secrets; only the names are printed. */
    @Override
    public String toString() {
        return "KafkaConfig" + overrides.keySet();
    }
}
