package io.sessmonitor.deploy.recording;

import io.sessmonitor.topology.config.KafkaConfig;
import io.sessmonitor.topology.config.MonitorConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;

/** The clients that read and write topics here, made from the monitor's settings. */
final class TopicClients {

    static final Duration TIMEOUT = Duration.ofSeconds(15);

    private static final int MEGABYTE = 1 << 20;

    private TopicClients() {}

    /** Reads committed records, without a group. */
    static Consumer<byte[], byte[]> consumer(MonitorConfig config) {
        Map<String, Object> properties =
                config.kafka().client(StreamsConfig.CONSUMER_PREFIX, StreamsConfig.MAIN_CONSUMER_PREFIX);
        Map<String, Object> own = new HashMap<>(properties);
        int recordBytes = KafkaConfig.recordBytes(config.topics().maxRecordBytes());
        own.remove(ConsumerConfig.GROUP_ID_CONFIG);
        own.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // What has expired meanwhile is gone; what is left goes on.
        own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        own.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Math.max(4 * MEGABYTE, recordBytes));
        own.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Math.max(32 * MEGABYTE, recordBytes));
        own.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
        own.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Writes records, each once.
     *
     * @param paced whether each has its moment; otherwise as many as possible
     */
    static Producer<byte[], byte[]> producer(MonitorConfig config, boolean paced) {
        Map<String, Object> own = new HashMap<>(config.kafka().client(StreamsConfig.PRODUCER_PREFIX));
        own.keySet().removeIf(name -> !ProducerConfig.configNames().contains(name));
        int recordBytes = KafkaConfig.recordBytes(config.topics().maxRecordBytes());
        own.put(ProducerConfig.ACKS_CONFIG, "all");
        own.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        own.put(ProducerConfig.LINGER_MS_CONFIG, paced ? 0 : 5);
        own.put(ProducerConfig.BATCH_SIZE_CONFIG, paced ? 16 << 10 : MEGABYTE);
        own.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Math.max(MEGABYTE, recordBytes));
        own.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(64L * MEGABYTE, 3L * recordBytes));
        own.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT.toMillis());
        own.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        // Empty: Kafka's own, which hashes keys as the Java client does everywhere.
        own.remove(ProducerConfig.PARTITIONER_CLASS_CONFIG);
        return new KafkaProducer<>(own, new ByteArraySerializer(), new ByteArraySerializer());
    }

    static Admin admin(MonitorConfig config) {
        Map<String, Object> own = new HashMap<>(config.kafka().client(StreamsConfig.ADMIN_CLIENT_PREFIX));
        own.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
        own.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis() / 3);
        own.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return Admin.create(own);
    }
}
