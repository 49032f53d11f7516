package io.sessmonitor.schemas.wire;

import java.util.Arrays;

/**
 * Values that are written the same way again and again, such as names, so that each is made and checked once and not for each record.
 * A few hundred places; what hashes to the place of another takes it. Safe for use by many threads: an entry never changes, and one
 * that another thread has not seen yet is only made once more.
 */
public final class Recurring<V> {

    /** Longer ones are not kept. */
    static final int MAX_BYTES = 1024;

    private static final int PLACES = 256;

    private record Entry(byte[] written, Object value) {}

    private final Entry[] entries = new Entry[PLACES];

    /** The value that was put for these bytes, or null. */
    @SuppressWarnings("unchecked") // only put writes entries
    public V get(byte[] bytes, int from, int length) {
        Entry entry = entries[place(bytes, from, length)];
        return entry != null && Arrays.equals(entry.written(), 0, entry.written().length, bytes, from, from + length)
                ? (V) entry.value()
                : null;
    }

    /** Keeps the value, which must not change any more. */
    public void put(byte[] bytes, int from, int length, V value) {
        if (length <= MAX_BYTES) {
            entries[place(bytes, from, length)] = new Entry(Arrays.copyOfRange(bytes, from, from + length), value);
        }
    }

    private static int place(byte[] bytes, int from, int length) {
        int hash = length;
        for (int i = from; i < from + Math.min(length, MAX_BYTES); i++) {
            hash = 31 * hash + bytes[i];
        }
        return (hash ^ hash >>> 8 ^ hash >>> 16) & PLACES - 1;
    }
}
