package io.sessmonitor.topology.ingest;

import io.sessmonitor.schemas.PictureSide;
import io.sessmonitor.schemas.envelope.PayloadRef;
import io.sessmonitor.schemas.frame.DecodedFrame;
import io.sessmonitor.schemas.frame.FrameReader;
import io.sessmonitor.schemas.frame.FrameRecord;
import io.sessmonitor.schemas.wire.MalformedRecordException;
import io.sessmonitor.schemas.wire.RegistryUnavailableException;
import io.sessmonitor.topology.MonitorMetrics;
import io.sessmonitor.topology.NodeNames;
import io.sessmonitor.topology.failure.DeadLetterReason;
import io.sessmonitor.topology.failure.DeadLetters;
import io.sessmonitor.topology.failure.Origin;
import io.sessmonitor.topology.failure.RetryLaterException;
import io.sessmonitor.topology.payload.PayloadCache;
import java.util.OptionalInt;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Reads a record of an input topic: a readable frame goes on to pairing, its picture into the cache; anything else goes to
 * the dead letters with its reason. A frame on the wrong partition goes there too or, with {@code pairing.key-policy:
 * repartition}, by a detour to the one its key belongs to.
 *
 * <p>While the registry is away nothing can be read. The reader waits and retries as configured; after that the thread
 * is replaced and the same record read again, so that no record is lost and the group sees a live member.
 *
 * <p>One instance a task, used by its stream thread only.
 */
public final class FrameIngest implements Processor<byte[], byte[], Object, Object> {

    private final String sentTopic;
    private final FrameReader reader;
    private final KeyPolicy keys;
    private final boolean reroutes;
    private final PayloadCache cache;
    private final DeadLetters letters;
    private final MonitorMetrics metrics;
    private ProcessorContext<Object, Object> context;

    public FrameIngest(
            String sentTopic,
            FrameReader reader,
            KeyPolicy keys,
            boolean reroutes,
            PayloadCache cache,
            DeadLetters letters,
            MonitorMetrics metrics) {
        this.sentTopic = sentTopic;
        this.reader = reader;
        this.keys = keys;
        this.reroutes = reroutes;
        this.cache = cache;
        this.letters = letters;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        this.context = context;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Origin origin = Origin.of(context, record);
        boolean sent = origin.topic().equals(sentTopic);
        DecodedFrame frame;
        try {
            frame = reader.read(new FrameRecord(
                    sent ? PictureSide.SENT : PictureSide.RECEIVED,
                    origin.topic(),
                    origin.partition(),
                    origin.offset(),
                    record.timestamp(),
                    record.key(),
                    record.value(),
                    new KafkaHeaders(record.headers())));
        } catch (MalformedRecordException e) {
            bury(origin, DeadLetterReason.of(e.reason()), e.getMessage());
            return;
        } catch (RegistryUnavailableException e) {
            throw new RetryLaterException(e.getMessage(), e);
        } catch (RuntimeException e) {
            // A reader's bug on one record must not stop all others, again and again, at the same offset.
            bury(origin, DeadLetterReason.UNREADABLE, e.getClass().getSimpleName() + ": " + e.getMessage());
            return;
        }
        OptionalInt home = keys.misplaced(record.key(), origin.partition());
        if (home.isPresent() && !reroutes) {
            bury(
                    origin,
                    DeadLetterReason.WRONG_PARTITION,
                    "pairing.key-policy=verify: key " + frame.envelope().frameId() + " belongs on partition "
                            + home.getAsInt() + ", it lies on " + origin.partition()
                            + "; the producer must use the murmur2 partitioner (librdkafka:"
                            + " partitioner=murmur2_random), or set pairing.key-policy: repartition");
            return;
        }
        if (frame.payload() != null && frame.envelope().payload() instanceof PayloadRef.LogRecord ref) {
            cache.put(ref, frame.payload());
        }
        if (sent) {
            metrics.countSent();
        } else {
            metrics.countReceived();
        }
        Arrival arrival = new Arrival(frame.envelope(), origin);
        if (home.isPresent()) {
            metrics.countRerouted();
            // Ahead of the clock here the topic might not take it, and behind what was read directly it would wait.
            long timestamp = Math.min(record.timestamp(), Math.max(0, context.currentSystemTimeMs()));
            context.forward(
                    new Record<>(record.key(), ExchangeRecord.write(arrival), timestamp), NodeNames.EXCHANGE_SINK);
            return;
        }
        context.forward(new Record<>(frame.envelope().frameId(), arrival, record.timestamp()), NodeNames.PAIRING);
    }

    private void bury(Origin origin, DeadLetterReason reason, String detail) {
        metrics.countDeadLetter(reason);
        context.forward(letters.letter(origin, reason, detail, context.currentSystemTimeMs()), NodeNames.DLQ_SINK);
    }
}
