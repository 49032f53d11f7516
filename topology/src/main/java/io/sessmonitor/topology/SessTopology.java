package io.sessmonitor.topology;

import io.sessmonitor.schemas.Alert;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.LinkAggregate;
import io.sessmonitor.schemas.frame.AggregateCodec;
import io.sessmonitor.schemas.frame.AlertCodec;
import io.sessmonitor.schemas.frame.FrameReader;
import io.sessmonitor.schemas.frame.ScoreCodec;
import io.sessmonitor.scorer.SessScorer;
import io.sessmonitor.topology.alert.AlertProcessor;
import io.sessmonitor.topology.alert.Rules;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.config.TopicsConfig;
import io.sessmonitor.topology.failure.DeadLetters;
import io.sessmonitor.topology.ingest.ExchangeIngest;
import io.sessmonitor.topology.ingest.ExchangePartitioner;
import io.sessmonitor.topology.ingest.FrameIngest;
import io.sessmonitor.topology.ingest.KeyPolicy;
import io.sessmonitor.topology.ingest.RecordTimestamps;
import io.sessmonitor.topology.pair.LogWatch;
import io.sessmonitor.topology.pair.PairingProcessor;
import io.sessmonitor.topology.payload.PayloadCache;
import io.sessmonitor.topology.payload.PayloadFetcher;
import io.sessmonitor.topology.scoring.Pause;
import io.sessmonitor.topology.scoring.Rests;
import io.sessmonitor.topology.scoring.ScoringProcessor;
import io.sessmonitor.topology.serde.RecordSerializer;
import io.sessmonitor.topology.state.WriteBehindStore;
import io.sessmonitor.topology.window.LinkPartitioner;
import io.sessmonitor.topology.window.WindowProcessor;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The one place that wires nodes, top to bottom in the data's order. */
public final class SessTopology {

    /**
     * What the nodes work with.
     *
     * @param reader reads frames in the configured format
     * @param scores writes and reads scores
     * @param aggregates writes aggregates
     * @param alerts writes alerts
     * @param scorer the process's one scorer; not closed here
     * @param cache pictures that wait
     * @param fetcher gets pictures that are not in the cache
     * @param keys what is checked of keys
     * @param logs tells what of the inputs has been read
     * @param pause how a thread rests while the scorer is full
     * @param stores makes a state store by name
     */
    public record Parts(
            MonitorConfig config,
            FrameReader reader,
            ScoreCodec scores,
            AggregateCodec aggregates,
            AlertCodec alerts,
            SessScorer scorer,
            PayloadCache cache,
            PayloadFetcher fetcher,
            KeyPolicy keys,
            LogWatch logs,
            MonitorMetrics metrics,
            Pause pause,
            Function<String, KeyValueBytesStoreSupplier> stores) {}

    private SessTopology() {}

    /** The topology, ready to run. */
    public static Topology build(Parts parts) {
        TopicsConfig topics = parts.config().topics();
        RecordSerializer.Encoder<FrameScore> scores =
                (topic, score) -> parts.scores().encode(topic, score);
        DeadLetters letters = new DeadLetters(topics.maxRecordBytes());
        boolean reroutes = parts.config().pairing().repartition();
        boolean exchanges = parts.config().pairing().exchanges();
        Rests rests = new Rests(parts.pause());
        Topology topology = new Topology();
        source(topology, NodeNames.SENT_SOURCE, topics.sent());
        source(topology, NodeNames.RECEIVED_SOURCE, topics.received());
        topology.addProcessor(
                NodeNames.INGEST,
                () -> new FrameIngest(
                        topics.sent(), parts.reader(), parts.keys(), reroutes, parts.cache(), letters, parts.metrics()),
                NodeNames.SENT_SOURCE,
                NodeNames.RECEIVED_SOURCE);
        if (exchanges) {
            addExchange(topology, parts, letters);
        }
        topology.addProcessor(
                NodeNames.PAIRING,
                () -> new PairingProcessor(
                        parts.config().pairing(),
                        topics,
                        reroutes ? parts.keys().partitions() : 1,
                        parts.logs(),
                        letters,
                        parts.metrics()),
                exchanges
                        ? new String[] {NodeNames.INGEST, NodeNames.EXCHANGE_INGEST}
                        : new String[] {NodeNames.INGEST});
        if (exchanges) {
            topology.addSink(
                    NodeNames.EXCHANGE_SINK,
                    topics.exchange(),
                    new ByteArraySerializer(),
                    new ByteArraySerializer(),
                    new ExchangePartitioner(),
                    NodeNames.INGEST,
                    NodeNames.PAIRING);
        }
        topology.addProcessor(
                NodeNames.SCORING,
                () -> new ScoringProcessor(
                        parts.scorer(),
                        parts.config().scoring(),
                        parts.cache(),
                        parts.fetcher(),
                        parts.metrics(),
                        rests),
                NodeNames.PAIRING);
        topology.addStateStore(WriteBehindStore.builder(parts.stores().apply(StoreNames.FRAMES)), NodeNames.PAIRING);
        topology.addStateStore(
                WriteBehindStore.builder(parts.stores().apply(StoreNames.WAITING_PAIRS)), NodeNames.SCORING);
        topology.addSink(
                NodeNames.SCORES_SINK,
                topics.scores(),
                new StringSerializer(),
                new RecordSerializer<>("FrameScore", scores),
                NodeNames.PAIRING,
                NodeNames.SCORING);
        topology.addSink(
                NodeNames.DLQ_SINK,
                topics.dlq(),
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                exchanges
                        ? new String[] {NodeNames.INGEST, NodeNames.EXCHANGE_INGEST, NodeNames.PAIRING}
                        : new String[] {NodeNames.INGEST, NodeNames.PAIRING});
        if (parts.config().windows().enabled()) {
            addWindows(topology, parts, letters);
            if (parts.config().rules().enabled()) {
                addAlerts(topology, parts);
            }
        }
        return topology;
    }

    /**
     * What partitions tell each other goes through a topic with as many partitions as the inputs, which this same
     * sub-topology reads: envelopes of frames on the wrong partition, whose pictures stay where they are, and links.
     */
    private static void addExchange(Topology topology, Parts parts, DeadLetters letters) {
        TopicsConfig topics = parts.config().topics();
        source(topology, NodeNames.EXCHANGE_SOURCE, topics.exchange());
        topology.addProcessor(
                NodeNames.EXCHANGE_INGEST,
                () -> new ExchangeIngest(topics, parts.keys(), letters, parts.metrics()),
                NodeNames.EXCHANGE_SOURCE);
    }

    /** The second sub-topology: it begins at the scores topic, so all of it can be made anew from there. */
    private static void addWindows(Topology topology, Parts parts, DeadLetters letters) {
        TopicsConfig topics = parts.config().topics();
        RecordSerializer.Encoder<LinkAggregate> aggregates =
                (topic, aggregate) -> parts.aggregates().encode(topic, aggregate);
        source(topology, NodeNames.SCORES_SOURCE, topics.scores());
        topology.addProcessor(
                NodeNames.WINDOWS,
                () -> new WindowProcessor(
                        parts.config().windows(),
                        parts.config().pairing().waitFor(),
                        parts.scores(),
                        letters,
                        parts.metrics(),
                        parts.config().rules().enabled()),
                NodeNames.SCORES_SOURCE);
        topology.addStateStore(store(StoreNames.OPEN_WINDOWS, parts), NodeNames.WINDOWS);
        topology.addSink(
                NodeNames.AGGREGATES_SINK,
                topics.aggregates(),
                new StringSerializer(),
                new RecordSerializer<>("LinkAggregate", aggregates),
                new LinkPartitioner(),
                NodeNames.WINDOWS);
        topology.addSink(
                NodeNames.WINDOWS_DLQ_SINK,
                topics.dlq(),
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                NodeNames.WINDOWS);
    }

    /** Rules look at what the windows have read and made, so that a score is read and checked once. */
    private static void addAlerts(Topology topology, Parts parts) {
        Rules rules = parts.config().rules().rules().orElseThrow();
        RecordSerializer.Encoder<Alert> alerts =
                (topic, alert) -> parts.alerts().encode(topic, alert);
        topology.addProcessor(NodeNames.ALERTS, () -> new AlertProcessor(rules), NodeNames.WINDOWS);
        topology.addStateStore(store(StoreNames.ALERTS, parts), NodeNames.ALERTS);
        topology.addSink(
                NodeNames.ALERTS_SINK,
                parts.config().topics().alerts(),
                new StringSerializer(),
                new RecordSerializer<>("Alert", alerts),
                NodeNames.ALERTS);
    }

    /** The nodes, stores and topics, without anything that runs. */
    public static TopologyDescription describe(MonitorConfig config) {
        // Nodes only keep what they are given until a task starts them, and here none ever does.
        return build(new Parts(
                        config,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        KeyPolicy.OFF,
                        null,
                        null,
                        null,
                        Stores::persistentKeyValueStore))
                .describe();
    }

    /**
     * Its cache holds what changes within one commit, so that only the last of it goes to the changelog.
     */
    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name, Parts parts) {
        return Stores.keyValueStoreBuilder(parts.stores().apply(name), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingEnabled()
                .withLoggingEnabled(Map.of());
    }

    private static void source(Topology topology, String name, String topic) {
        topology.addSource(
                AutoOffsetReset.earliest(),
                name,
                new RecordTimestamps(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topic);
    }
}
