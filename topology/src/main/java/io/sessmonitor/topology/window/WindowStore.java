package io.sessmonitor.topology.window;

import io.sessmonitor.schemas.envelope.Link;
import io.sessmonitor.topology.serde.CompactReader;
import io.sessmonitor.topology.serde.CompactWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The open windows of one task and how far its links are. Keys: the link in UTF-8, alone for the link itself; for a window
 * followed by a zero byte (no name contains one), its size and its start, eight bytes each. Used by its stream thread only;
 * the store belongs to Kafka Streams.
 */
public final class WindowStore {

    private static final int LINK_VERSION = 1;
    private static final int WINDOW_SUFFIX = 17;

    private final KeyValueStore<Bytes, byte[]> store;
    private final List<Long> sizes;

    /** A wrapper for windows of these sizes in milliseconds. */
    WindowStore(KeyValueStore<Bytes, byte[]> store, List<Long> sizes) {
        this.store = store;
        this.sizes = sizes;
    }

    void put(Link link, long size, long start, Window window) {
        store.put(key(link, size, start), window.toBytes());
    }

    void delete(Link link, long size, long start) {
        store.delete(key(link, size, start));
    }

    void put(LinkWindows link) {
        CompactWriter out = new CompactWriter()
                .octet(LINK_VERSION)
                .number(link.latest())
                .number(link.closed())
                .number(link.heardWall())
                .number(sizes.size());
        for (int i = 0; i < sizes.size(); i++) {
            out.number(sizes.get(i)).number(link.late()[i]).number(link.early()[i]);
        }
        store.put(key(link.link()), out.toBytes());
    }

    void delete(LinkWindows link) {
        store.delete(key(link.link()));
    }

    /**
     * All links with their windows. Windows of sizes that are no longer configured are deleted: nobody would ever close
     * them.
     *
     * @param wall the wall clock: silence of links that say nothing of their own counts from now on
     */
    Map<String, LinkWindows> load(long wall) {
        Map<String, LinkWindows> links = new HashMap<>();
        Function<byte[], LinkWindows> linkOf = name -> links.computeIfAbsent(
                new String(name, StandardCharsets.UTF_8), key -> new LinkWindows(Link.parse(key), sizes.size()));
        List<Bytes> orphans = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> entry = all.next();
                byte[] key = entry.key.get();
                int end = zero(key);
                LinkWindows link = linkOf.apply(end < 0 ? key : Arrays.copyOf(key, end));
                if (end < 0) {
                    read(link, entry.value);
                    continue;
                }
                if (key.length - end != WINDOW_SUFFIX) {
                    throw new IllegalStateException("a key of the window store has " + (key.length - end)
                            + " bytes after its link, not " + WINDOW_SUFFIX);
                }
                ByteBuffer rest = ByteBuffer.wrap(key, end + 1, WINDOW_SUFFIX - 1);
                int size = sizes.indexOf(rest.getLong());
                if (size < 0) {
                    orphans.add(entry.key);
                } else {
                    Window window = Window.of(entry.value);
                    link.open(size).put(rest.getLong(), window);
                    link.moveTo(window.time(), 0);
                    link.hear(wall);
                }
            }
        }
        orphans.forEach(store::delete);
        return links;
    }

    private void read(LinkWindows link, byte[] value) {
        CompactReader in = new CompactReader(value).version(LINK_VERSION, "a link's windows");
        link.moveTo(in.number(), 0);
        link.closeUntil(in.number());
        link.hear(in.number());
        for (int left = in.length(3); left > 0; left--) {
            int size = sizes.indexOf(in.number());
            long late = in.number();
            long early = in.number();
            if (size >= 0) {
                link.late()[size] = late;
                link.early()[size] = early;
            }
        }
    }

    private static int zero(byte[] key) {
        for (int i = 0; i < key.length; i++) {
            if (key[i] == 0) {
                return i;
            }
        }
        return -1;
    }

    private static Bytes key(Link link) {
        return Bytes.wrap(link.key().getBytes(StandardCharsets.UTF_8));
    }

    private static Bytes key(Link link, long size, long start) {
        byte[] name = link.key().getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(name.length + WINDOW_SUFFIX)
                .put(name)
                .put((byte) 0)
                .putLong(size)
                .putLong(start)
                .array());
    }
}
