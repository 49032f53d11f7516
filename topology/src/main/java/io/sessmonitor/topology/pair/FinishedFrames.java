package io.sessmonitor.topology.pair;

import io.sessmonitor.topology.serde.CompactReader;
import io.sessmonitor.topology.serde.CompactWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The finished frames of one task, in blocks of neighbours. The latest {@link #KEPT} blocks used are in memory, the others
 * in the store alone: a sender of wild numbers gets one block a frame, which costs it store and no memory.
 *
 * <p>A block that is old is as good as not there. To take the old ones out of the store, ticks look through it, {@link
 * #LOOK} blocks each, from one end to the other about {@link #ROUNDS} times in the time that is remembered; that needs no
 * list of deadlines. Used by one stream thread only.
 */
final class FinishedFrames {

    static final int KEPT = 1024;

    /** Blocks that may have changed since the last commit and not be written. */
    private static final int MAX_CHANGED = 4 * KEPT;

    private static final int LOOK = 500;
    private static final int ROUNDS = 16;
    private static final Bytes FIRST = Bytes.wrap(new byte[] {FrameStore.BLOCK});
    private static final Bytes END = Bytes.wrap(new byte[] {FrameStore.BLOCK + 1});

    private record Key(String stream, long number) {}

    private final KeyValueStore<Bytes, byte[]> entries;
    private final long remember;
    private final IntConsumer unlinked;
    private final Map<Key, FinishedBlock> blocks = new LinkedHashMap<>(16, .75f, true);
    private final List<FinishedBlock> changed = new ArrayList<>();
    private final HighestBlocks highest = new HighestBlocks();
    private Bytes lookFrom = FIRST;
    private long nextRound = Long.MIN_VALUE;

    /**
     * A wrapper of the store.
     *
     * @param remember how long a block is kept, in milliseconds
     * @param unlinked told how many frames without any link were forgotten
     */
    FinishedFrames(KeyValueStore<Bytes, byte[]> entries, long remember, IntConsumer unlinked) {
        this.entries = entries;
        this.remember = remember;
        this.unlinked = unlinked;
    }

    /** Tells of a block that was in the store before; all are to be told before anything else is done here. */
    void restore(byte[] key) {
        Key block = read(key);
        highest.stored(block.stream(), block.number());
    }

    /** The frame, or null if it is not known or forgotten. */
    FrameState get(String id, String stream, long sequence, long now) {
        return block(stream, sequence, now).get(id, sequence);
    }

    void put(FrameState frame, long keepFrom, long now) {
        FinishedBlock block = block(frame.stream(), frame.sequence(), now);
        block.put(frame, keepFrom);
        change(block);
    }

    void remove(FrameState frame, long now) {
        FinishedBlock block = block(frame.stream(), frame.sequence(), now);
        block.remove(frame.sequence());
        change(block);
    }

    /** Writes what is not written yet. */
    void write() {
        changed.forEach(this::write);
        changed.clear();
    }

    /** Looks at some blocks of the store, and forgets those that are old. */
    void sweep(long now) {
        if (now < nextRound) {
            return;
        }
        List<Key> old = new ArrayList<>();
        Bytes next = null;
        try (KeyValueIterator<Bytes, byte[]> some = entries.range(lookFrom, END)) {
            for (int i = 0; some.hasNext(); i++) {
                if (i == LOOK) {
                    next = some.peekNextKey();
                    break;
                }
                KeyValue<Bytes, byte[]> entry = some.next();
                Key key = read(entry.key.get());
                FinishedBlock kept = blocks.get(key);
                if (isOld(kept == null ? FinishedBlock.keepFrom(entry.value) : kept.keepFrom(), now)) {
                    old.add(key);
                }
            }
        }
        // Looking a block up is what forgets it.
        old.forEach(key -> block(key, now));
        lookFrom = next == null ? FIRST : next;
        nextRound = next == null ? now + Math.max(1, remember / ROUNDS) : now;
    }

    private FinishedBlock block(String stream, long sequence, long now) {
        return block(new Key(stream, FinishedBlock.numberOf(sequence)), now);
    }

    private FinishedBlock block(Key key, long now) {
        FinishedBlock block = blocks.get(key);
        if (block == null) {
            byte[] bytes =
                    highest.mayHave(key.stream(), key.number()) ? entries.get(bytes(key.stream(), key.number())) : null;
            block = bytes == null
                    ? new FinishedBlock(key.stream(), key.number())
                    : FinishedBlock.read(key.stream(), key.number(), bytes);
            block.stored = bytes != null;
            blocks.put(key, block);
            if (blocks.size() > KEPT) {
                Iterator<FinishedBlock> eldest = blocks.values().iterator();
                write(eldest.next());
                eldest.remove();
            }
        }
        if (!block.isEmpty() && isOld(block.keepFrom(), now)) {
            unlinked.accept(block.unlinked());
            block.clear();
            change(block);
        }
        return block;
    }

    private boolean isOld(long keepFrom, long now) {
        return now - keepFrom >= remember;
    }

    private void change(FinishedBlock block) {
        if (!block.changed) {
            block.changed = true;
            changed.add(block);
            if (changed.size() >= MAX_CHANGED) {
                write();
            }
        }
    }

    private void write(FinishedBlock block) {
        if (!block.changed) {
            return;
        }
        block.changed = false;
        if (!block.isEmpty()) {
            entries.put(bytes(block.stream(), block.number()), block.toBytes());
            highest.stored(block.stream(), block.number());
        } else if (block.stored) {
            entries.delete(bytes(block.stream(), block.number()));
        }
        block.stored = !block.isEmpty();
    }

    private static Bytes bytes(String stream, long number) {
        return Bytes.wrap(new CompactWriter()
                .octet(FrameStore.BLOCK)
                .number(number)
                .text(stream)
                .toBytes());
    }

    private static Key read(byte[] key) {
        CompactReader in = new CompactReader(key);
        in.octet();
        long number = in.number();
        return new Key(in.text(), number);
    }
}
