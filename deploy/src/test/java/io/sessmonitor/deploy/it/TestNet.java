package io.sessmonitor.deploy.it;

import io.sessmonitor.deploy.broker.EmbeddedBroker;
import io.sessmonitor.deploy.broker.EmbeddedRegistry;
import io.sessmonitor.schemas.ClaimCheck;
import io.sessmonitor.schemas.Frame;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.Sha256;
import io.sessmonitor.schemas.frame.FrameFormat;
import io.sessmonitor.schemas.frame.FrameWriter;
import io.sessmonitor.schemas.frame.ScoreCodec;
import io.sessmonitor.schemas.wire.ConfluentWireCodec;
import io.sessmonitor.schemas.wire.RegistryClient;
import io.sessmonitor.schemas.wire.WireCodec;
import io.sessmonitor.schemas.wire.WireCodecs;
import io.sessmonitor.topology.config.MonitorConfig;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker and a registry, and what a testbed around the monitor does with them. One test class owns it. */
final class TestNet implements AutoCloseable {

    static final int PARTITIONS = 2;

    private static final Duration POLL = Duration.ofMillis(100);

    /** Null when the broker is somebody else's. */
    private final EmbeddedBroker broker;

    private final String bootstrapServers;
    private final Path directory;
    private final KafkaProducer<byte[], byte[]> producer;
    /** Null when the registry is somebody else's. */
    private EmbeddedRegistry registry;

    private final String registryUrl;
    private final WireCodec codec;
    private final FrameWriter writer;

    TestNet() {
        this(EmbeddedBroker.startTemporary(), EmbeddedRegistry.start(0));
    }

    private TestNet(EmbeddedBroker broker, EmbeddedRegistry registry) {
        this(broker, broker.bootstrapServers(), broker.directory(), registry, registry.url());
    }

    private TestNet(
            EmbeddedBroker broker,
            String bootstrapServers,
            Path directory,
            EmbeddedRegistry registry,
            String registryUrl) {
        this.broker = broker;
        this.bootstrapServers = bootstrapServers;
        this.directory = directory;
        this.registry = registry;
        this.registryUrl = registryUrl;
        this.codec = WireCodecs.create(Map.of("registry.url", registryUrl));
        this.writer = FrameFormat.AVRO.writer(codec);
        this.producer = newProducer();
    }

    /** A producer with a connection of its own; the caller closes it. */
    KafkaProducer<byte[], byte[]> newProducer() {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "linger.ms",
                        0,
                        // A topic that was just created may refuse the first record and take the second; then
                        // it never takes the first any more.
                        "max.in.flight.requests.per.connection",
                        1,
                        "max.request.size",
                        EmbeddedBroker.MAX_RECORD_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Around a broker that runs elsewhere; the monitor's state goes into the directory. */
    static TestNet withBroker(String bootstrapServers, Path directory) {
        EmbeddedRegistry registry = EmbeddedRegistry.start(0);
        return new TestNet(null, bootstrapServers, directory, registry, registry.url());
    }

    /** Around a registry that runs elsewhere. */
    static TestNet withRegistry(String registryUrl) {
        EmbeddedBroker broker = EmbeddedBroker.startTemporary();
        return new TestNet(broker, broker.bootstrapServers(), broker.directory(), null, registryUrl);
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    String registryUrl() {
        return registryUrl;
    }

    /** Makes the monitor's five topics, with a prefix that keeps a test's records apart from another's. */
    void createTopics(String prefix) throws Exception {
        createTopics(
                Map.of(
                        prefix + "sent", PARTITIONS,
                        prefix + "received", PARTITIONS,
                        prefix + "scores", PARTITIONS,
                        prefix + "aggregates", PARTITIONS,
                        prefix + "dlq", 1),
                Map.of());
    }

    /** Makes topics, all with the same settings. */
    void createTopics(Map<String, Integer> partitions, Map<String, String> settings) throws Exception {
        List<NewTopic> topics = partitions.entrySet().stream()
                .map(topic -> new NewTopic(topic.getKey(), topic.getValue(), (short) 1).configs(settings))
                .toList();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(topics).all().get(60, TimeUnit.SECONDS);
        }
    }

    /** Settings for a monitor over the topics with that prefix. */
    Map<String, String> settings(String prefix, String... more) {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "kafka.bootstrap.servers", bootstrapServers,
                "kafka.application.id", prefix + "monitor",
                "kafka.state.dir", directory.resolve("streams-" + prefix).toString(),
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
        write(prefix, frame(stream, sequence, receiver, picture), null);
    }

    /** Writes a frame whose picture lies elsewhere. */
    void writeClaim(String prefix, String stream, long sequence, String receiver, String uri, byte[] picture)
            throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(picture);
        ClaimCheck claim = new ClaimCheck(uri, new Sha256(hash), (long) picture.length);
        write(prefix, frame(stream, sequence, receiver, claim), null);
    }

    /** Writes a frame with a timestamp of its producer's, milliseconds since the epoch, or null for the time it is. */
    void write(String prefix, Frame frame, Long timestamp) throws Exception {
        write(message(prefix, frame, timestamp, null));
    }

    /** The record of a frame for a partition, or null for the one that its key belongs to. */
    ProducerRecord<byte[], byte[]> message(String prefix, Frame frame, Long timestamp, Integer partition)
            throws Exception {
        String topic = prefix + (frame.getReceiver() == null ? "sent" : "received");
        FrameWriter.Encoded encoded = writer.write(topic, frame);
        return new ProducerRecord<>(topic, partition, timestamp, encoded.key(), encoded.value());
    }

    static Frame frame(String stream, long sequence, String receiver, byte[] picture) {
        return frame(stream, sequence, receiver, ByteBuffer.wrap(picture));
    }

    private static Frame frame(String stream, long sequence, String receiver, Object payload) {
        return Frame.newBuilder()
                .setStream(stream)
                .setSequence(sequence)
                .setReceiver(receiver)
                .setCapturedAt(Instant.ofEpochSecond(1_700_000_000 + sequence))
                .setPayload(payload)
                .setMediaType("image/jpeg")
                .build();
    }

    /** A score of no frame. */
    static FrameScore anyScore() {
        return FrameScore.newBuilder()
                .setStream("any")
                .setReceiver("any")
                .setSequence(0)
                .setCapturedAt(Instant.EPOCH)
                .setOutcome(Outcome.MISSING)
                .build();
    }

    /** Writes any bytes. */
    void writeRaw(String topic, String key, byte[] value) throws Exception {
        write(new ProducerRecord<>(topic, key == null ? null : key.getBytes(StandardCharsets.UTF_8), value));
    }

    /** Writes any record and waits until the broker has it. */
    void write(ProducerRecord<byte[], byte[]> message) throws Exception {
        producer.send(message).get();
    }

    /** Reads and writes Avro with this net's registry. */
    WireCodec codec() {
        return codec;
    }

    /** Everything committed on a topic right now. */
    List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
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
    void restartRegistry(String prefix) throws Exception {
        registry = EmbeddedRegistry.start(URI.create(registryUrl).getPort());
        RegistryClient fresh = new RegistryClient(Map.of("registry.url", registryUrl));
        fresh.register(prefix + "sent-value", ConfluentWireCodec.registered(Frame.getClassSchema()));
        fresh.register(prefix + "scores-value", ConfluentWireCodec.registered(FrameScore.getClassSchema()));
    }

    @Override
    public void close() {
        producer.close();
        codec.close();
        if (registry != null) {
            registry.close();
        }
        if (broker != null) {
            broker.close();
        }
    }
}
