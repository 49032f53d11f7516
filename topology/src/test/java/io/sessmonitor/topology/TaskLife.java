package io.sessmonitor.topology;

import io.sessmonitor.topology.state.WriteBehindStore;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** What a task gives its processor; each life of the task has another, with the store as it was last committed. */
final class TaskLife<K, V> implements ProcessorContext<K, V> {

    final NavigableMap<Bytes, byte[]> content;
    final List<V> forwarded = new ArrayList<>();
    private final List<Punctuator> punctuators = new ArrayList<>();
    private final WriteBehindStore store;
    private long now = MonitorBench.START;

    TaskLife(Map<Bytes, byte[]> committed) {
        this.content = new TreeMap<>(committed);
        this.store = new WriteBehindStore(KeptStore.supplier("store", content).get());
    }

    /** What Kafka Streams does with each store before it ends the transaction. */
    TaskLife<K, V> committed() {
        store.flushCache();
        return this;
    }

    void tick(long millis) {
        now += millis;
        List.copyOf(punctuators).forEach(each -> each.punctuate(now));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <S extends StateStore> S getStateStore(String name) {
        return (S) store;
    }

    @Override
    public Cancellable schedule(Duration interval, PunctuationType type, Punctuator punctuator) {
        punctuators.add(punctuator);
        return () -> punctuators.remove(punctuator);
    }

    @Override
    public Cancellable schedule(Instant start, Duration interval, PunctuationType type, Punctuator punctuator) {
        return schedule(interval, type, punctuator);
    }

    @Override
    public <J extends K, W extends V> void forward(Record<J, W> record) {
        forwarded.add(record.value());
    }

    @Override
    public <J extends K, W extends V> void forward(Record<J, W> record, String child) {
        forward(record);
    }

    @Override
    public long currentSystemTimeMs() {
        return now;
    }

    @Override
    public TaskId taskId() {
        return new TaskId(0, 0);
    }

    @Override
    public long currentStreamTimeMs() {
        return now;
    }

    @Override
    public void commit() {}

    @Override
    public String applicationId() {
        return "test";
    }

    @Override
    public Optional<RecordMetadata> recordMetadata() {
        return Optional.empty();
    }

    @Override
    public Serde<?> keySerde() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Serde<?> valueSerde() {
        throw new UnsupportedOperationException();
    }

    @Override
    public File stateDir() {
        throw new UnsupportedOperationException();
    }

    @Override
    public StreamsMetrics metrics() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, Object> appConfigs() {
        return Map.of();
    }

    @Override
    public Map<String, Object> appConfigsWithPrefix(String prefix) {
        return Map.of();
    }
}
