package io.sessmonitor.topology.pair;

import io.sessmonitor.schemas.envelope.Link;
import io.sessmonitor.topology.serde.CompactReader;
import io.sessmonitor.topology.serde.CompactWriter;
import io.sessmonitor.topology.state.WriteBehindStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The frames of one task and the links discovered there, in one store. Keys: byte 1 and the frame ID of a frame that waits;
 * byte 2 and a link; byte 3, number and stream of a block of frames that are finished.
 *
 * <p>Frames are objects here. What has changed is written before each commit, so a frame that came and was paired since
 * the last one is only ever written as its few bytes in a {@link FinishedBlock}, together with its neighbours. In memory
 * are, of the waiting frames, those that have changed (at most {@link #MAX_CHANGED}, then all are written) and at most
 * {@link #KEPT} others. Used by its task's stream thread only; the store belongs to Kafka Streams.
 */
public final class FrameStore {

    static final byte FRAME = 1;
    static final byte LINK = 2;
    static final byte BLOCK = 3;

    /** Waiting frames that are held though the store has them. */
    static final int KEPT = 8192;

    /** Frames that may have changed and not be written. */
    static final int MAX_CHANGED = 8192;

    private static final int VERSION = 2;

    private final KeyValueStore<Bytes, byte[]> entries;
    private final FinishedFrames finished;

    /** Oldest first; those that wait no more stay until their entry is deleted. */
    private final Map<String, FrameState> held = new LinkedHashMap<>();

    private final List<String> changed = new ArrayList<>();

    /** Waiting frames that the store has and {@link #held} has not. */
    private long elsewhere;

    /**
     * The frames in a store.
     *
     * @param remember how long finished frames are remembered, in milliseconds
     * @param unlinked told how many sent frames were forgotten that had no link
     */
    FrameStore(WriteBehindStore store, long remember, IntConsumer unlinked) {
        this.entries = store.entries();
        this.finished = new FinishedFrames(entries, remember, unlinked);
        store.beforeCommit(this::write);
    }

    /** The frame, or null if nothing is known of it. */
    FrameState get(String id, String stream, long sequence, long now) {
        FrameState frame = waiting(id);
        return frame != null ? frame : finished.get(id, stream, sequence, now);
    }

    /** The frame if it waits, else null. */
    FrameState waiting(String id) {
        FrameState frame = held.get(id);
        if (frame != null) {
            return frame.waiting ? frame : null;
        }
        byte[] bytes = elsewhere == 0 ? null : entries.get(key(FRAME, id));
        if (bytes == null) {
            return null;
        }
        elsewhere--;
        frame = FrameState.read(id, bytes);
        held.put(id, frame);
        return frame;
    }

    /** Keeps a frame that is new or changed and waits for something. */
    void await(FrameState frame, long now) {
        if (frame.remembered) {
            finished.remove(frame, now);
            frame.remembered = false;
        }
        if (!frame.waiting) {
            FrameState before = held.put(frame.id(), frame);
            frame.waiting = true;
            frame.stored = before != null && before.stored;
        }
        change(frame);
    }

    /**
     * Keeps a frame that waits for nothing any more.
     *
     * @param keepFrom from when on it is remembered
     */
    void finish(FrameState frame, long keepFrom, long now) {
        if (frame.waiting) {
            frame.waiting = false;
            if (frame.stored) {
                change(frame);
            } else {
                held.remove(frame.id());
            }
        }
        finished.put(frame, keepFrom, now);
    }

    void putLink(Link link, Links.Known known) {
        entries.put(
                key(LINK, link.key()),
                new CompactWriter()
                        .octet(VERSION)
                        .number(known.since())
                        .number(known.heard())
                        .toBytes());
    }

    void deleteLink(Link link) {
        entries.delete(key(LINK, link.key()));
    }

    /** Forgets some of what is old; to be called at short intervals. */
    void sweep(long now) {
        finished.sweep(now);
    }

    /**
     * Passes everything, for what is made from it after a start; to be called before anything else.
     *
     * @param waiting told each frame that waits
     * @param touched told times that had come when finished frames were written
     * @param links told each link that was discovered
     */
    void forEach(Consumer<FrameState> waiting, LongConsumer touched, BiConsumer<Link, Links.Known> links) {
        try (KeyValueIterator<Bytes, byte[]> all = entries.all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> entry = all.next();
                byte[] key = entry.key.get();
                switch (key[0]) {
                    case FRAME -> {
                        FrameState frame = FrameState.read(text(key), entry.value);
                        if (held.size() < KEPT) {
                            held.put(frame.id(), frame);
                        } else {
                            elsewhere++;
                        }
                        waiting.accept(frame);
                    }
                    case LINK -> {
                        CompactReader in = new CompactReader(entry.value).version(VERSION, "a link");
                        links.accept(Link.parse(text(key)), new Links.Known(in.number(), in.number()));
                    }
                    case BLOCK -> {
                        finished.restore(key);
                        touched.accept(FinishedBlock.touchedAt(entry.value));
                    }
                    default ->
                        throw new IllegalStateException(
                                "the state store of the frames has an entry of unknown kind " + key[0]);
                }
            }
        }
    }

    private void change(FrameState frame) {
        if (!frame.changed) {
            frame.changed = true;
            changed.add(frame.id());
            if (changed.size() >= MAX_CHANGED) {
                write();
            }
        }
    }

    private void write() {
        for (String id : changed) {
            FrameState frame = held.get(id);
            if (frame == null || !frame.changed) {
                continue;
            }
            frame.changed = false;
            if (frame.waiting) {
                entries.put(key(FRAME, id), frame.toBytes());
                frame.stored = true;
            } else {
                entries.delete(key(FRAME, id));
                held.remove(id);
            }
        }
        changed.clear();
        for (Iterator<FrameState> oldest = held.values().iterator(); held.size() > KEPT; elsewhere++) {
            oldest.next();
            oldest.remove();
        }
        finished.write();
    }

    private static String text(byte[] key) {
        return new String(key, 1, key.length - 1, StandardCharsets.UTF_8);
    }

    private static Bytes key(byte kind, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        byte[] key = new byte[utf8.length + 1];
        key[0] = kind;
        System.arraycopy(utf8, 0, key, 1, utf8.length);
        return Bytes.wrap(key);
    }
}
