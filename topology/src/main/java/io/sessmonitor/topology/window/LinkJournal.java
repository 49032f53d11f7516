package io.sessmonitor.topology.window;

import io.sessmonitor.topology.serde.CompactReader;
import io.sessmonitor.topology.serde.CompactWriter;

/**
 * How far the journal of one link is: which generation, how many entries, what they have told so far. Used by one stream
 * thread only.
 */
final class LinkJournal {

    /** A journal has so many times the bytes of its snapshot before the next one, which then costs little a score. */
    private static final int TIMES = 8;

    private static final int LEAST_BYTES = 8 << 10;
    private static final int MOST_ENTRIES = 4096;

    private long generation;
    private long snapshotBytes;
    private int entries;
    private int keys;
    private long bytes;
    private long base;
    private NameTable names = new NameTable();

    /** A snapshot of so many bytes was written; entries begin anew. */
    void begin(long snapshot) {
        resume(generation + 1, snapshot);
    }

    /** Goes on with a generation as it was stored, whose entries are yet to be read. */
    void resume(long storedGeneration, long snapshot) {
        generation = storedGeneration;
        snapshotBytes = snapshot;
        entries = 0;
        bytes = 0;
        base = 0;
        names = new NameTable();
    }

    long generation() {
        return generation;
    }

    long snapshotBytes() {
        return snapshotBytes;
    }

    /** The number of the next entry. */
    int next() {
        return entries;
    }

    /** How many numbers may have an entry in the store, of whatever generation. */
    int keys() {
        return keys;
    }

    /** The next entry's value. */
    byte[] write(WindowEvent event) {
        CompactWriter out = new CompactWriter().number(generation);
        event.write(out, base, names);
        byte[] value = out.toBytes();
        told(event, value);
        return value;
    }

    /** What a stored entry says; null if it was left behind by a generation before. */
    WindowEvent read(int number, byte[] value) {
        keys = Math.max(keys, number + 1);
        CompactReader in = new CompactReader(value);
        if (in.number() != generation || number != entries) {
            return null;
        }
        WindowEvent event = WindowEvent.read(in, base, names);
        told(event, value);
        return event;
    }

    private void told(WindowEvent event, byte[] value) {
        base = event.base();
        bytes += value.length;
        entries++;
        keys = Math.max(keys, entries);
    }

    /** Whether it is time for a snapshot. */
    boolean isLong() {
        return entries >= MOST_ENTRIES || bytes > Math.max(LEAST_BYTES, TIMES * snapshotBytes);
    }
}
