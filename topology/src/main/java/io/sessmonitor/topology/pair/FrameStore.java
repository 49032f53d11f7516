package io.sessmonitor.topology.pair;

import io.sessmonitor.schemas.envelope.Link;
import io.sessmonitor.topology.serde.CompactReader;
import io.sessmonitor.topology.serde.CompactWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The frames of one task that wait or are remembered, and the links discovered there, in one key-value store: key byte 1
 * and the frame ID, or key byte 2 and the link. Used by its stream thread only; the store belongs to Kafka Streams.
 */
public final class FrameStore {

    private static final int VERSION = 1;
    private static final byte FRAME = 1;
    private static final byte LINK = 2;

    private final KeyValueStore<Bytes, byte[]> store;

    FrameStore(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** The frame, or null if nothing is known of it. */
    FrameState get(String frameId) {
        byte[] bytes = store.get(key(FRAME, frameId));
        return bytes == null ? null : FrameState.read(bytes);
    }

    void put(String frameId, FrameState frame) {
        store.put(key(FRAME, frameId), frame.toBytes());
    }

    void delete(String frameId) {
        store.delete(key(FRAME, frameId));
    }

    void putLink(Link link, long discoveredAt) {
        store.put(
                key(LINK, link.key()),
                new CompactWriter().octet(VERSION).number(discoveredAt).toBytes());
    }

    /** Passes everything: after a start, deadlines and links are made from it. */
    void forEach(BiConsumer<String, FrameState> frames, ObjLongConsumer<Link> links) {
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> {
                byte[] key = entry.key.get();
                String text = new String(key, 1, key.length - 1, StandardCharsets.UTF_8);
                if (key[0] == FRAME) {
                    frames.accept(text, FrameState.read(entry.value));
                } else {
                    links.accept(
                            Link.parse(text),
                            new CompactReader(entry.value)
                                    .version(VERSION, "a link")
                                    .number());
                }
            });
        }
    }

    private static Bytes key(byte kind, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        byte[] key = new byte[utf8.length + 1];
        key[0] = kind;
        System.arraycopy(utf8, 0, key, 1, utf8.length);
        return Bytes.wrap(key);
    }
}
