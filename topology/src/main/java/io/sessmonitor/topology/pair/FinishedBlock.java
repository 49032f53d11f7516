package io.sessmonitor.topology.pair;

import io.sessmonitor.topology.serde.CompactReader;
import io.sessmonitor.topology.serde.CompactWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is remembered of up to {@value #SIZE} neighbouring frames of a stream that are finished: whether each was sent, with
 * its capture time, and how its links ended. About four bytes a frame. The block is forgotten as a whole, when the last of
 * its frames is old enough.
 */
final class FinishedBlock {

    static final int SIZE = 16;

    private static final int VERSION = 1;
    private static final int SENT = 16;
    private static final int PATTERN_SHIFT = 5;
    /** Marks a pattern's number that does not fit beside the place. */
    private static final int LONG_PATTERN = 7;

    private static final LinkState.Status[] STATUSES = LinkState.Status.values();

    private record Entry(boolean sent, long capturedAtMicros, Map<String, LinkState.Status> links) {}

    private final String stream;
    private final long number;
    private final Entry[] entries = new Entry[SIZE];
    /** How the links of the frame that was put last ended. */
    private Map<String, LinkState.Status> pattern = Map.of();

    private int count;
    private long touchedAt;
    private long keepFrom;

    /** For {@link FinishedFrames}: whether the store has it, and whether that is out of date. */
    boolean stored;

    boolean changed;

    FinishedBlock(String stream, long number) {
        this.stream = stream;
        this.number = number;
    }

    static long numberOf(long sequence) {
        return sequence / SIZE;
    }

    String stream() {
        return stream;
    }

    long number() {
        return number;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** From when on the time counts after which all of it is forgotten. */
    long keepFrom() {
        return keepFrom;
    }

    /** The frame, or null. */
    FrameState get(String id, long sequence) {
        Entry entry = entries[place(sequence)];
        return entry == null
                ? null
                : FrameState.finished(id, stream, sequence, entry.sent(), entry.capturedAtMicros(), entry.links());
    }

    void put(FrameState frame, long frameKeepFrom) {
        pattern = pattern(frame);
        int place = place(frame.sequence());
        count += entries[place] == null ? 1 : 0;
        entries[place] = new Entry(frame.isSent(), frame.isSent() ? frame.capturedAtMicros() : 0, pattern);
        touchedAt = Math.max(touchedAt, frame.touchedAt());
        keepFrom = Math.max(keepFrom, Math.max(frameKeepFrom, touchedAt));
    }

    /** How the frame's links ended: mostly as those of the frame before, whose map then serves both. */
    private Map<String, LinkState.Status> pattern(FrameState frame) {
        boolean same = frame.links().size() == pattern.size();
        for (Map.Entry<String, LinkState> link : frame.links().entrySet()) {
            LinkState.Status status = link.getValue().status();
            if (status == LinkState.Status.WAITING) {
                throw new IllegalStateException("frame " + frame.id() + " still waits");
            }
            same = same && pattern.get(link.getKey()) == status;
        }
        if (same) {
            return pattern;
        }
        Map<String, LinkState.Status> links = new HashMap<>();
        frame.links().forEach((receiver, link) -> links.put(receiver, link.status()));
        return Map.copyOf(links);
    }

    void remove(long sequence) {
        int place = place(sequence);
        count -= entries[place] == null ? 0 : 1;
        entries[place] = null;
    }

    void clear() {
        Arrays.fill(entries, null);
        count = 0;
        touchedAt = 0;
        keepFrom = 0;
    }

    /** Frames that were sent and had no link at all. */
    int unlinked() {
        int unlinked = 0;
        for (Entry entry : entries) {
            unlinked += entry != null && entry.sent() && entry.links().isEmpty() ? 1 : 0;
        }
        return unlinked;
    }

    /** Most frames of a block end alike, so the ways they ended are listed once. */
    byte[] toBytes() {
        Map<Map<String, LinkState.Status>, Integer> patterns = new LinkedHashMap<>();
        for (Entry entry : entries) {
            if (entry != null) {
                patterns.putIfAbsent(entry.links(), patterns.size());
            }
        }
        CompactWriter out = new CompactWriter().octet(VERSION).number(touchedAt).number(keepFrom - touchedAt);
        out.number(patterns.size());
        patterns.keySet().forEach(links -> {
            out.number(links.size());
            links.forEach((receiver, status) -> out.text(receiver).octet(status.ordinal()));
        });
        out.number(count);
        long before = 0;
        for (int place = 0; place < SIZE; place++) {
            Entry entry = entries[place];
            if (entry == null) {
                continue;
            }
            int pattern = patterns.get(entry.links());
            out.octet(place | (entry.sent() ? SENT : 0) | Math.min(pattern, LONG_PATTERN) << PATTERN_SHIFT);
            if (pattern >= LONG_PATTERN) {
                out.octet(pattern);
            }
            if (entry.sent()) {
                out.number(entry.capturedAtMicros() - before);
                before = entry.capturedAtMicros();
            }
        }
        return out.toBytes();
    }

    /** When something of the block was changed last. */
    static long touchedAt(byte[] bytes) {
        return header(bytes).number();
    }

    /** {@link #keepFrom()} without reading all of it. */
    static long keepFrom(byte[] bytes) {
        CompactReader in = header(bytes);
        return in.number() + in.number();
    }

    static FinishedBlock read(String stream, long number, byte[] bytes) {
        CompactReader in = header(bytes);
        FinishedBlock block = new FinishedBlock(stream, number);
        block.touchedAt = in.number();
        block.keepFrom = block.touchedAt + in.number();
        List<Map<String, LinkState.Status>> patterns = new ArrayList<>();
        for (int left = in.length(1); left > 0; left--) {
            Map<String, LinkState.Status> links = new HashMap<>();
            for (int more = in.length(2); more > 0; more--) {
                links.put(in.text(), status(in.octet()));
            }
            patterns.add(Map.copyOf(links));
        }
        long before = 0;
        for (int left = in.length(1); left > 0; left--) {
            int octet = in.octet();
            int pattern = octet >> PATTERN_SHIFT == LONG_PATTERN ? in.octet() : octet >> PATTERN_SHIFT;
            boolean sent = (octet & SENT) != 0;
            if (pattern >= patterns.size() || block.entries[octet % SIZE] != null) {
                throw new IllegalStateException("a block of finished frames in the state store is broken");
            }
            if (sent) {
                before += in.number();
            }
            block.entries[octet % SIZE] = new Entry(sent, sent ? before : 0, patterns.get(pattern));
            block.count++;
        }
        return block;
    }

    private static CompactReader header(byte[] bytes) {
        return new CompactReader(bytes).version(VERSION, "a block of finished frames");
    }

    private static LinkState.Status status(int ordinal) {
        if (ordinal >= STATUSES.length || STATUSES[ordinal] == LinkState.Status.WAITING) {
            throw new IllegalStateException("unknown state of a link in the state store: " + ordinal);
        }
        return STATUSES[ordinal];
    }

    private static int place(long sequence) {
        return (int) (sequence % SIZE);
    }
}
