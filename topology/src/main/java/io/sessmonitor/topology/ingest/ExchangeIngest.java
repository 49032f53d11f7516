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

/**
 * Takes in what other tasks tell this one: the frames they found on the wrong partition, with the timestamps they were written
 * with, and links. One instance a task, used by its stream thread only.
 */
public final class ExchangeIngest implements Processor<byte[], byte[], Object, Object> {

    private final TopicsConfig topics;
    private final KeyPolicy keys;
    private final DeadLetters letters;
    private final MonitorMetrics metrics;
    private ProcessorContext<Object, Object> context;

    public ExchangeIngest(TopicsConfig topics, KeyPolicy keys, DeadLetters letters, MonitorMetrics metrics) {
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
        PairingInput told;
        try {
            told = ExchangeRecord.read(record.key(), record.value(), topics, keys.partitions());
        } catch (RuntimeException e) {
            bury(record, e);
            return;
        }
        if (told instanceof Arrival frame) {
            context.forward(
                    new Record<>(
                            frame.envelope().frameId(), frame, frame.origin().timestamp()),
                    NodeNames.PAIRING);
        } else {
            context.forward(new Record<>(((LinkNews) told).link().key(), told, record.timestamp()), NodeNames.PAIRING);
        }
    }

    private void bury(Record<byte[], byte[]> record, RuntimeException why) {
        metrics.countDeadLetter(DeadLetterReason.NOT_DECODABLE);
        Origin origin = Origin.of(context, record);
        String detail = "nothing that a monitor tells its partitions: " + why.getMessage()
                + "; only monitors write to this topic";
        context.forward(
                letters.letter(origin, DeadLetterReason.NOT_DECODABLE, detail, context.currentSystemTimeMs()),
                NodeNames.DLQ_SINK);
    }
}
