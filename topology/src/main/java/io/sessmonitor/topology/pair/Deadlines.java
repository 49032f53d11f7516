package io.sessmonitor.topology.pair;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * When to look at the frames that wait. In memory, made anew from the store when a task starts, because keeping it in the
 * store would double what goes to the changelog; about 15 bytes an entry, as IDs are packed into slices of time. Most
 * frames wait for moments only, so new entries stand aside first, and of those only what still waits is packed. An entry
 * may be out of date: whoever takes it looks the frame up. Used by one stream thread only.
 */
final class Deadlines {

    /** Frames are looked at up to this late, in milliseconds. */
    static final long SLICE = 100;

    private static final int MAX_ASIDE = 4096;

    private record Aside(long at, FrameState frame) {}

    private final TreeMap<Long, Slice> slices = new TreeMap<>();
    private final List<Aside> aside = new ArrayList<>();
    private long firstAside = Long.MAX_VALUE;

    void add(long at, FrameState frame) {
        aside.add(new Aside(at, frame));
        firstAside = Math.min(firstAside, at);
        if (aside.size() == MAX_ASIDE) {
            pack();
        }
    }

    /** Whether a slice is over. Cheap, so that it can be asked for every record. */
    boolean isDue(long now) {
        if (firstAside < now) {
            pack();
        }
        return !slices.isEmpty() && (slices.firstKey() + 1) * SLICE <= now;
    }

    private void pack() {
        for (Aside entry : aside) {
            if (entry.frame().waiting) {
                slices.computeIfAbsent(Math.floorDiv(entry.at(), SLICE), start -> new Slice())
                        .add(entry.frame().id());
            }
        }
        aside.clear();
        firstAside = Long.MAX_VALUE;
    }

    /** Takes the frames of the oldest slice, which must be due. */
    List<String> take() {
        return slices.pollFirstEntry().getValue().ids();
    }

    /** IDs one after the other, each with its length before it. */
    private static final class Slice {
        private byte[] bytes = new byte[64];
        private int size;

        void add(String id) {
            byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
            if (size + 2 + utf8.length > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + 2 + utf8.length));
            }
            // A key is at most 4 * 249 bytes and a number, see the readers of frames.
            bytes[size++] = (byte) (utf8.length >> 8);
            bytes[size++] = (byte) utf8.length;
            System.arraycopy(utf8, 0, bytes, size, utf8.length);
            size += utf8.length;
        }

        List<String> ids() {
            List<String> ids = new ArrayList<>();
            for (int at = 0; at < size; ) {
                int length = (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
                ids.add(new String(bytes, at + 2, length, StandardCharsets.UTF_8));
                at += 2 + length;
            }
            return ids;
        }
    }
}
