package io.sessmonitor.topology.ingest;

import io.sessmonitor.topology.MonitorMetrics;
import io.sessmonitor.topology.NodeNames;
import io.sessmonitor.topology.config.TopicsConfig;
import io.sessmonitor.topology.failure.DeadLetterReason;
import io.sessmonitor.topology.failure.DeadLetters;
import io.sessmonitor.topology.failure.Origin;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Takes in the frames that another task, or this one, found on the wrong partition and passed on to this one, with the
 * timestamps they were written with. One instance a task, used by its stream thread only.
 */
public final class RerouteIngest implements Processor<byte[], byte[], Object, Object> {

    private final TopicsConfig topics;
    private final KeyPolicy keys;
    private final DeadLetters letters;
    private final MonitorMetrics metrics;
    private ProcessorContext<Object, Object> context;

    public RerouteIngest(TopicsConfig topics, KeyPolicy keys, DeadLetters letters, MonitorMetrics metrics) {
        this.topics = topics;
        this.keys = keys;
        this.letters = letters;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        this.context = context;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Arrival arrival;
        try {
            arrival = ReroutedFrame.read(record.key(), record.value(), topics, keys.partitions());
        } catch (RuntimeException e) {
            bury(record, e);
            return;
        }
        context.forward(
                new Record<>(
                        arrival.envelope().frameId(), arrival, arrival.origin().timestamp()),
                NodeNames.PAIRING);
    }

    private void bury(Record<byte[], byte[]> record, RuntimeException why) {
        RecordMetadata at = context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a source record without coordinates"));
        metrics.countDeadLetter(DeadLetterReason.NOT_DECODABLE);
        Origin origin = new Origin(
                at.topic(),
                at.partition(),
                at.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                record.headers());
        String detail = "no frame that a monitor has passed on to its own partition: " + why.getMessage()
                + "; only monitors" + " write to this topic";
        context.forward(
                letters.letter(origin, DeadLetterReason.NOT_DECODABLE, detail, context.currentSystemTimeMs()),
                NodeNames.DLQ_SINK);
    }
}
