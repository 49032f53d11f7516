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
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The windows of one task's links: for each link a snapshot and a journal of what came since. A window is some kilobytes, an
 * entry of the journal some dozen bytes, and a snapshot is made when the journal has become several times as large; so a
 * score costs the changelog little however seldom scores come.
 *
 * <p>Keys: the link in UTF-8, alone for the link itself. Followed by a zero byte, which no name contains, and two bytes: the
 * journal's entry of that number. Followed by a zero byte, size and start, eight bytes each: a window. The numbers begin
 * anew after each snapshot, and the entries say which generation they are of, so that none need be deleted.
 *
 * <p>Used by its stream thread only; the store belongs to Kafka Streams.
 */
public final class WindowStore {

    private static final int LINK_VERSION = 2;
    private static final int WINDOW_SUFFIX = 17;
    private static final int ENTRY_SUFFIX = 3;

    private final KeyValueStore<Bytes, byte[]> store;
    private final List<Long> sizes;

    /** A wrapper for windows of these sizes in milliseconds. */
    WindowStore(KeyValueStore<Bytes, byte[]> store, List<Long> sizes) {
        this.store = store;
        this.sizes = sizes;
    }

    /** A link that the store does not have yet. */
    LinkWindows begin(Link name) {
        LinkWindows link = new LinkWindows(name, sizes);
        snapshot(link);
        return link;
    }

    /** Keeps what has just happened to a link. */
    void put(LinkWindows link, WindowEvent event) {
        LinkJournal journal = link.journal();
        Bytes key = key(link.link(), journal.next());
        store.put(key, journal.write(event));
        // A link without windows is as small as it gets: then the journal is not needed at a restart.
        if (journal.isLong() || link.isWithoutWindows()) {
            snapshot(link);
        }
    }

    /** Forgets a window that was closed. */
    void delete(Link link, long size, long start) {
        store.delete(key(link, size, start));
    }

    /** Forgets a link that has no windows. */
    void delete(LinkWindows link) {
        store.delete(key(link.link()));
        for (int number = 0; number < link.journal().keys(); number++) {
            store.delete(key(link.link(), number));
        }
    }

    private void snapshot(LinkWindows link) {
        long bytes = 0;
        for (int i = 0; i < sizes.size(); i++) {
            for (Map.Entry<Long, Window> window : link.open(i).entrySet()) {
                if (window.getValue().isUnstored()) {
                    byte[] value = window.getValue().toBytes();
                    bytes += value.length;
                    store.put(key(link.link(), sizes.get(i), window.getKey()), value);
                    window.getValue().stored();
                }
            }
        }
        link.journal().begin(bytes);
        CompactWriter out = new CompactWriter()
                .octet(LINK_VERSION)
                .number(link.journal().generation())
                .number(bytes)
                .number(link.latest())
                .number(link.closed())
                .number(link.heardWall())
                .number(sizes.size());
        for (int i = 0; i < sizes.size(); i++) {
            out.number(sizes.get(i)).number(link.late()[i]).number(link.early()[i]);
        }
        store.put(key(link.link()), out.toBytes());
    }

    /**
     * All links with their windows. Windows of sizes that are no longer configured are deleted: nobody would ever close
     * them.
     *
     * @param wall the wall clock: silence of links with open windows counts from now on
     */
    Map<String, LinkWindows> load(long wall) {
        Map<String, LinkWindows> links = new HashMap<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            LinkWindows link = null;
            // Zero is the least byte, so a link comes first and all of it together; its journal may come among its
            // windows.
            List<KeyValue<Integer, byte[]>> journal = new ArrayList<>();
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> entry = all.next();
                byte[] key = entry.key.get();
                int end = zero(key);
                if (end < 0) {
                    replay(link, journal);
                    link = read(Link.parse(new String(key, StandardCharsets.UTF_8)), entry.value);
                    links.put(link.link().key(), link);
                } else if (link == null || !Arrays.equals(key, 0, end, nameOf(link), 0, nameOf(link).length)) {
                    throw new IllegalStateException("the window store has a part of a link that it does not have");
                } else if (key.length - end == ENTRY_SUFFIX) {
                    journal.add(KeyValue.pair((int) ByteBuffer.wrap(key).getChar(end + 1), entry.value));
                } else if (key.length - end == WINDOW_SUFFIX) {
                    ByteBuffer rest = ByteBuffer.wrap(key, end + 1, WINDOW_SUFFIX - 1);
                    int size = link.sizes().indexOf(rest.getLong());
                    link.open(size).put(rest.getLong(), Window.of(entry.value));
                } else {
                    throw new IllegalStateException("a key of the window store has " + (key.length - end)
                            + " bytes after its link, not " + ENTRY_SUFFIX + " or " + WINDOW_SUFFIX);
                }
            }
            replay(link, journal);
        }
        links.replaceAll((name, link) -> link.sizes().equals(sizes) ? link : resize(link));
        links.values().forEach(link -> link.hear(link.isWithoutWindows() ? link.latest() : wall));
        return links;
    }

    private static LinkWindows read(Link name, byte[] value) {
        CompactReader in = new CompactReader(value).version(LINK_VERSION, "a link's windows");
        long generation = in.number();
        long snapshotBytes = in.number();
        long latest = in.number();
        long closed = in.number();
        long heard = in.number();
        List<Long> sizes = new ArrayList<>();
        List<long[]> aside = new ArrayList<>();
        for (int left = in.length(3); left > 0; left--) {
            sizes.add(in.number());
            aside.add(new long[] {in.number(), in.number()});
        }
        LinkWindows link = new LinkWindows(name, sizes);
        link.journal().resume(generation, snapshotBytes);
        link.moveTo(latest, 0);
        link.closed(closed);
        link.hear(heard);
        for (int i = 0; i < sizes.size(); i++) {
            link.late()[i] = aside.get(i)[0];
            link.early()[i] = aside.get(i)[1];
        }
        return link;
    }

    /** Repeats what happened to a link since its snapshot; publishes nothing, for that was done when it happened. */
    private static void replay(LinkWindows link, List<KeyValue<Integer, byte[]>> journal) {
        for (KeyValue<Integer, byte[]> entry : journal) {
            WindowEvent event = link.journal().read(entry.key, entry.value);
            if (event instanceof WindowEvent.Taken taken) {
                link.take(taken, 0);
            } else if (event instanceof WindowEvent.Closed closed) {
                link.close(closed);
            }
        }
        journal.clear();
    }

    /** The link with the sizes of today: what they have in common is kept. */
    private LinkWindows resize(LinkWindows before) {
        LinkWindows link = new LinkWindows(before.link(), sizes);
        link.journal().resume(before.journal().generation(), before.journal().snapshotBytes());
        link.moveTo(before.latest(), 0);
        link.closed(before.closed());
        link.hear(before.heardWall());
        for (int i = 0; i < before.sizes().size(); i++) {
            int size = sizes.indexOf(before.sizes().get(i));
            if (size >= 0) {
                link.open(size).putAll(before.open(i));
                link.late()[size] = before.late()[i];
                link.early()[size] = before.early()[i];
            } else {
                long dropped = before.sizes().get(i);
                before.open(i).forEach((start, window) -> delete(before.link(), dropped, start));
            }
        }
        snapshot(link);
        return link;
    }

    private static byte[] nameOf(LinkWindows link) {
        return link.link().key().getBytes(StandardCharsets.UTF_8);
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

    private static Bytes key(Link link, int number) {
        byte[] name = link.key().getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(name.length + ENTRY_SUFFIX)
                .put(name)
                .put((byte) 0)
                .putChar((char) number)
                .array());
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
