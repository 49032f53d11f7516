package io.sessmonitor.topology;

import io.sessmonitor.schemas.frame.FrameReader;
import io.sessmonitor.schemas.frame.ScoreCodec;
import io.sessmonitor.scorer.SessScorer;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.config.TopicsConfig;
import io.sessmonitor.topology.ingest.FrameIngest;
import io.sessmonitor.topology.ingest.KeyPolicy;
import io.sessmonitor.topology.ingest.RecordTimestamps;
import io.sessmonitor.topology.payload.PayloadCache;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;

/** The one place that wires nodes, top to bottom in the data's order. */
public final class SessTopology {

    /**
     * What the nodes work with.
     *
     * @param reader reads frames in the configured format
     * @param scores writes scores
     * @param scorer the process's one scorer; not closed here
     * @param cache pictures that wait
     * @param keys what is checked of keys
     */
    public record Parts(
            MonitorConfig config,
            FrameReader reader,
            ScoreCodec scores,
            SessScorer scorer,
            PayloadCache cache,
            KeyPolicy keys,
            MonitorMetrics metrics) {}

    private SessTopology() {}

    /** The topology, ready to run. */
    public static Topology build(Parts parts) {
        TopicsConfig topics = parts.config().topics();
        Topology topology = new Topology();
        source(topology, NodeNames.SENT_SOURCE, topics.sent());
        source(topology, NodeNames.RECEIVED_SOURCE, topics.received());
        topology.addProcessor(
                NodeNames.INGEST,
                () -> new FrameIngest(topics.sent(), parts.reader(), parts.keys(), parts.cache(), parts.metrics()),
                NodeNames.SENT_SOURCE,
                NodeNames.RECEIVED_SOURCE);
        topology.addSink(
                NodeNames.DLQ_SINK,
                topics.dlq(),
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                NodeNames.INGEST);
        return topology;
    }

    /** The nodes, stores and topics, without anything that runs. */
    public static TopologyDescription describe(MonitorConfig config) {
        // Nodes only keep what they are given until a task starts them, and here none ever does.
        return build(new Parts(config, null, null, null, null, KeyPolicy.OFF, null))
                .describe();
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
