package io.sessmonitor.deploy.it;

import io.sessmonitor.deploy.broker.EmbeddedBroker;
import io.sessmonitor.deploy.broker.EmbeddedRegistry;
import io.sessmonitor.schemas.Frame;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.frame.FrameFormat;
import io.sessmonitor.schemas.frame.FrameWriter;
import io.sessmonitor.schemas.frame.ScoreCodec;
import io.sessmonitor.schemas.wire.WireCodec;
import io.sessmonitor.schemas.wire.WireCodecs;
import io.sessmonitor.topology.config.MonitorConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker and a registry, and what a testbed around the monitor does with them. One test class owns it. */
final class TestNet implements AutoCloseable {

    private static final int PARTITIONS = 2;
    private static final Duration POLL = Duration.ofMillis(100);

    private final EmbeddedBroker broker = EmbeddedBroker.startTemporary();
    private final KafkaProducer<byte[], byte[]> producer;
    private EmbeddedRegistry registry = EmbeddedRegistry.start(0);
    private final String registryUrl = registry.url();
    private final WireCodec codec = WireCodecs.create(Map.of("registry.url", registryUrl));
    private final FrameWriter writer = FrameFormat.AVRO.writer(codec);

    TestNet() {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    EmbeddedBroker broker() {
        return broker;
    }

    String registryUrl() {
        return registryUrl;
    }

    /** Makes the monitor's five topics, with a prefix that keeps a test's records apart from another's. */
    void createTopics(String prefix) {
        broker.createTopics(Map.of(
                prefix + "sent", PARTITIONS,
                prefix + "received", PARTITIONS,
                prefix + "scores", PARTITIONS,
                prefix + "aggregates", PARTITIONS,
                prefix + "dlq", 1));
    }

    /** Settings for a monitor over the topics with that prefix. */
    Map<String, String> settings(String prefix, String... more) {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "kafka.bootstrap.servers", broker.bootstrapServers(),
                "kafka.application.id", prefix + "monitor",
                "kafka.state.dir",
                        broker.directory().resolve("streams-" + prefix).toString(),
                "registry.url", registryUrl,
                "topics.sent", prefix + "sent",
                "topics.received", prefix + "received",
                "topics.scores", prefix + "scores",
                "topics.aggregates", prefix + "aggregates",
                "topics.dlq", prefix + "dlq",
                "pairing.wait", "2s"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    MonitorConfig config(String prefix, String... more) throws Exception {
        return MonitorConfig.of(settings(prefix, more));
    }

    /** Writes a sent frame, or with a receiver a received one, and waits until the broker has it. */
    void write(String prefix, String stream, long sequence, String receiver, byte[] picture) throws Exception {
        Frame frame = Frame.newBuilder()
                .setStream(stream)
                .setSequence(sequence)
                .setReceiver(receiver)
                .setCapturedAt(Instant.ofEpochSecond(1_700_000_000 + sequence))
                .setPayload(ByteBuffer.wrap(picture))
                .setMediaType("image/jpeg")
                .build();
        String topic = prefix + (receiver == null ? "sent" : "received");
        FrameWriter.Encoded encoded = writer.write(topic, frame);
        producer.send(new ProducerRecord<>(topic, encoded.key(), encoded.value()))
                .get();
    }

    /** Writes any bytes. */
    void writeRaw(String topic, String key, byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(topic, key == null ? null : key.getBytes(StandardCharsets.UTF_8), value))
                .get();
    }

    /** Everything committed on a topic right now. */
    List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(POLL).forEach(records::add);
            }
        }
        return records;
    }

    /** All committed outcomes. */
    List<FrameScore> scores(String prefix) throws Exception {
        List<FrameScore> scores = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> found : read(prefix + "scores")) {
            scores.add(new ScoreCodec(codec).decode(prefix + "scores", found.value()));
        }
        return scores;
    }

    /** Takes the registry off the network. */
    void stopRegistry() {
        registry.close();
    }

    /** Brings a registry back to the same address with the same schemas under the same IDs. */
    void restartRegistry(String prefix, Frame anyFrame, FrameScore anyScore) throws Exception {
        registry = EmbeddedRegistry.start(java.net.URI.create(registryUrl).getPort());
        try (WireCodec fresh = WireCodecs.create(Map.of("registry.url", registryUrl))) {
            fresh.encode(prefix + "sent", anyFrame);
            fresh.encode(prefix + "scores", anyScore);
        }
    }

    @Override
    public void close() {
        producer.close();
        codec.close();
        registry.close();
        broker.close();
    }
}
