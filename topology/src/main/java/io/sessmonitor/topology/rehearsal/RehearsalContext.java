package io.sessmonitor.topology.rehearsal;

import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** What the processors of windows and rules need of Kafka Streams. Used by one thread. */
final class RehearsalContext<K, V> implements ProcessorContext<K, V> {

    /** Name of the child in {@link #forward(Record)}, which goes to all of them. */
    static final String ALL = "";

    private record At(String topic, int partition, long offset) implements RecordMetadata {}

    private final RehearsalClock clock;
    private final BiConsumer<String, Record<?, ?>> children;
    private At at;

    RehearsalContext(RehearsalClock clock, BiConsumer<String, Record<?, ?>> children) {
        this.clock = clock;
        this.children = children;
    }

    /** The record that comes next was there. */
    void at(String topic, int partition, long offset) {
        at = new At(topic, partition, offset);
    }

    @Override
    public <A extends K, B extends V> void forward(Record<A, B> record) {
        children.accept(ALL, record);
    }

    @Override
    public <A extends K, B extends V> void forward(Record<A, B> record, String childName) {
        children.accept(childName, record);
    }

    @Override
    public long currentSystemTimeMs() {
        return clock.now();
    }

    @Override
    public Cancellable schedule(Duration interval, PunctuationType type, Punctuator callback) {
        if (type != PunctuationType.WALL_CLOCK_TIME) {
            throw notHere("stream time");
        }
        return clock.schedule(interval, callback);
    }

    @Override
    public Optional<RecordMetadata> recordMetadata() {
        return Optional.ofNullable(at);
    }

    @Override
    @SuppressWarnings("unchecked") // so declared by Kafka
    public <S extends StateStore> S getStateStore(String name) {
        return (S) new ForgetfulStore(name);
    }

    @Override
    public void commit() {
        // Nothing outlives the rehearsal.
    }

    @Override
    public Cancellable schedule(Instant startTime, Duration interval, PunctuationType type, Punctuator callback) {
        throw notHere("a start time");
    }

    @Override
    public String applicationId() {
        throw notHere("an application");
    }

    @Override
    public TaskId taskId() {
        throw notHere("a task");
    }

    @Override
    public Serde<?> keySerde() {
        throw notHere("a serde");
    }

    @Override
    public Serde<?> valueSerde() {
        throw notHere("a serde");
    }

    @Override
    public File stateDir() {
        throw notHere("a folder");
    }

    @Override
    public StreamsMetrics metrics() {
        throw notHere("metrics");
    }

    @Override
    public Map<String, Object> appConfigs() {
        throw notHere("a configuration");
    }

    @Override
    public Map<String, Object> appConfigsWithPrefix(String prefix) {
        throw notHere("a configuration");
    }

    @Override
    public long currentStreamTimeMs() {
        throw notHere("stream time");
    }

    private static UnsupportedOperationException notHere(String what) {
        return new UnsupportedOperationException("a rehearsal has not " + what);
    }
}
