package io.sessmonitor.topology.scoring;

import io.sessmonitor.schemas.envelope.FrameId;
import io.sessmonitor.topology.pair.ReadyPair;
import io.sessmonitor.topology.serde.CompactReader;
import io.sessmonitor.topology.serde.CompactWriter;
import io.sessmonitor.topology.state.WriteBehindStore;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The complete pairs of one task whose outcome is not there yet, by {@link ReadyPair#key}; coordinates only, no pixels.
 * Written before each commit, so a pair that came and was scored since the last one never is. Used by its task's stream
 * thread only; the store belongs to Kafka Streams.
 */
public final class WaitingPairs {

    private static final int VERSION = 1;

    /** Pairs that may be unwritten, so that a long time between commits costs no memory. */
    private static final int MAX_NEW = 10_000;

    private final KeyValueStore<Bytes, byte[]> entries;
    private final Set<ReadyPair> unwritten = Collections.newSetFromMap(new IdentityHashMap<>());

    WaitingPairs(WriteBehindStore store) {
        this.entries = store.entries();
        store.beforeCommit(this::write);
    }

    void put(ReadyPair pair) {
        unwritten.add(pair);
        if (unwritten.size() >= MAX_NEW) {
            write();
        }
    }

    /** Takes out a pair, which is one that was put or passed by {@link #forEach}. */
    void delete(ReadyPair pair) {
        if (!unwritten.remove(pair)) {
            entries.delete(key(pair));
        }
    }

    private void write() {
        unwritten.forEach(this::write);
        unwritten.clear();
    }

    private void write(ReadyPair pair) {
        entries.put(
                key(pair),
                new CompactWriter()
                        .octet(VERSION)
                        .number(pair.capturedAtMicros())
                        .tags(pair.tags())
                        .payload(pair.sent())
                        .payload(pair.received())
                        .toBytes());
    }

    void forEach(Consumer<ReadyPair> pairs) {
        try (KeyValueIterator<Bytes, byte[]> all = entries.all()) {
            all.forEachRemaining(entry -> pairs.accept(read(entry.key.get(), entry.value)));
        }
    }

    private static ReadyPair read(byte[] keyBytes, byte[] value) {
        String key = new String(keyBytes, StandardCharsets.UTF_8);
        // Neither a stream nor a receiver may contain '>'.
        int at = key.indexOf('>');
        FrameId id = FrameId.parse(key.substring(0, at));
        CompactReader in = new CompactReader(value).version(VERSION, "a pair");
        return new ReadyPair(
                id.stream(),
                id.sequence(),
                key.substring(at + 1),
                in.number(),
                in.tags(),
                in.payload(),
                in.payload(),
                false);
    }

    private static Bytes key(ReadyPair pair) {
        return Bytes.wrap(pair.key().getBytes(StandardCharsets.UTF_8));
    }
}
