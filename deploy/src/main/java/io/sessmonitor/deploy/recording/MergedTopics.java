package io.sessmonitor.deploy.recording;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads partitions as one sequence in the order of timestamps: of the records at the partitions' heads always the earliest,
 * at one instant those of the topic named first. A partition's own order is kept.
 *
 * <p>A partition that has more is waited for. One that has been read to its end is not, but what comes of the others
 * rests {@link #REST} first, so that records written at about the same time find their order. Memory is bounded: a
 * partition whose turn does not come is not read further. Used by one thread.
 */
final class MergedTopics implements AutoCloseable {

    /** How long a record rests while another partition has nothing. */
    static final Duration REST = Duration.ofMillis(200);

    private static final long MAX_WAITING_BYTES = 8 << 20;
    private static final Duration POLL = Duration.ofMillis(50);

    private record Waiting(ConsumerRecord<byte[], byte[]> record, long since) {}

    private static final class Lane {
        final TopicPartition partition;
        final long end;
        final Deque<Waiting> waiting = new ArrayDeque<>();
        long bytes;
        boolean paused;
        boolean done;

        Lane(TopicPartition partition, long end) {
            this.partition = partition;
            this.end = end;
        }
    }

    private final Consumer<byte[], byte[]> consumer;
    private final LongSupplier nanos;
    private final Map<TopicPartition, Lane> lanes = new LinkedHashMap<>();
    private final List<Lane> inOrder;
    private boolean stopped;

    /** Reads a range with a consumer, which is closed with this. */
    MergedTopics(Consumer<byte[], byte[]> consumer, TopicRange range, LongSupplier nanos) {
        this.consumer = consumer;
        this.nanos = nanos;
        consumer.assign(range.begin().keySet());
        range.begin().forEach((partition, begin) -> {
            consumer.seek(partition, begin);
            Lane lane = new Lane(partition, range.end().get(partition));
            lane.done = begin >= lane.end;
            lanes.put(partition, lane);
        });
        inOrder = new ArrayList<>(lanes.values());
    }

    /** Whether all has been given. */
    boolean finished() {
        return inOrder.stream().allMatch(lane -> (lane.done || stopped) && lane.waiting.isEmpty());
    }

    /** Reads nothing more; what is here already is still given. */
    void stop() {
        stopped = true;
    }

    /**
     * The next record.
     *
     * @return null if none is ready now, or ever if this is {@link #finished}
     */
    ConsumerRecord<byte[], byte[]> next() {
        ConsumerRecord<byte[], byte[]> ready = take();
        if (ready != null || stopped || finished()) {
            return ready;
        }
        poll();
        return take();
    }

    private ConsumerRecord<byte[], byte[]> take() {
        Lane first = null;
        boolean allHere = true;
        for (Lane lane : inOrder) {
            Waiting head = lane.waiting.peek();
            if (head == null) {
                allHere &= lane.done || stopped;
                if (!lane.done && !stopped && !readToTheEnd(lane)) {
                    return null;
                }
            } else if (first == null
                    || head.record().timestamp() < first.waiting.peek().record().timestamp()) {
                first = lane;
            }
        }
        if (first == null
                || !allHere && nanos.getAsLong() - first.waiting.peek().since() < REST.toNanos()) {
            return null;
        }
        ConsumerRecord<byte[], byte[]> record = first.waiting.poll().record();
        first.bytes -= bytes(record);
        if (first.paused && !first.done && first.bytes < MAX_WAITING_BYTES / 2) {
            consumer.resume(List.of(first.partition));
            first.paused = false;
        }
        return record;
    }

    private boolean readToTheEnd(Lane lane) {
        OptionalLong lag = consumer.currentLag(lane.partition);
        return lag.isPresent() && lag.getAsLong() == 0;
    }

    private void poll() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            Lane lane = lanes.get(new TopicPartition(record.topic(), record.partition()));
            if (record.offset() < lane.end) {
                lane.waiting.add(new Waiting(record, nanos.getAsLong()));
                lane.bytes += bytes(record);
            }
        }
        for (Lane lane : inOrder) {
            if (!lane.done && lane.end != TopicRange.LIVE && consumer.position(lane.partition) >= lane.end) {
                lane.done = true;
            }
            if (!lane.paused && (lane.bytes >= MAX_WAITING_BYTES || lane.done)) {
                consumer.pause(List.of(lane.partition));
                lane.paused = true;
            }
        }
    }

    private static long bytes(ConsumerRecord<byte[], byte[]> record) {
        // What the record costs beside its key and value keeps tiny ones in bounds.
        return 100L + Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
