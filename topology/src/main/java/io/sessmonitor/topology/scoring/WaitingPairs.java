package io.sessmonitor.topology.scoring;

import io.sessmonitor.schemas.envelope.FrameId;
import io.sessmonitor.topology.pair.ReadyPair;
import io.sessmonitor.topology.serde.CompactReader;
import io.sessmonitor.topology.serde.CompactWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The complete pairs of one task whose outcome is not there yet, by {@link ReadyPair#key}; coordinates only, no pixels.
 * Used by its stream thread only; the store belongs to Kafka Streams.
 */
public final class WaitingPairs {

    private static final int VERSION = 1;

    private final KeyValueStore<Bytes, byte[]> store;

    WaitingPairs(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    void put(ReadyPair pair) {
        store.put(
                key(pair),
                new CompactWriter()
                        .octet(VERSION)
                        .number(pair.capturedAtMicros())
                        .tags(pair.tags())
                        .payload(pair.sent())
                        .payload(pair.received())
                        .toBytes());
    }

    void delete(ReadyPair pair) {
        store.delete(key(pair));
    }

    void forEach(Consumer<ReadyPair> pairs) {
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
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
                id.stream(), id.sequence(), key.substring(at + 1), in.number(), in.tags(), in.payload(), in.payload());
    }

    private static Bytes key(ReadyPair pair) {
        return Bytes.wrap(pair.key().getBytes(StandardCharsets.UTF_8));
    }
}
