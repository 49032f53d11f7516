package io.sessmonitor.topology.window;

import io.sessmonitor.schemas.envelope.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * One link's open windows and its time. Used by one stream thread only.
 *
 * <p>A link's time is the latest capturedAt of its frames, as far as the wall clock has come; it is the link's own, and what
 * comes on another link does not move it. When nothing has moved it for {@code windows.idle}, it goes with the wall clock,
 * until a frame moves it again. A window is closed once that time is its end plus the lag (wait and grace) or later, and
 * stays closed whatever the time does then: so far the link is closed.
 */
final class LinkWindows {

    private final Link link;
    private final List<TreeMap<Long, Window>> open = new ArrayList<>();
    private final long[] late;
    private final long[] early;
    private long latest = Long.MIN_VALUE;
    private long closed = Long.MIN_VALUE;
    private long movedAt;
    private long heardWall;

    /** A link without windows, for so many sizes. */
    LinkWindows(Link link, int sizes) {
        this.link = link;
        this.late = new long[sizes];
        this.early = new long[sizes];
        for (int i = 0; i < sizes; i++) {
            open.add(new TreeMap<>());
        }
    }

    Link link() {
        return link;
    }

    /** The open windows of the size with that index, by start. */
    TreeMap<Long, Window> open(int size) {
        return open.get(size);
    }

    /** Something came of this link, at that time of the wall clock. */
    void hear(long wall) {
        heardWall = Math.max(heardWall, wall);
    }

    /** When something came last, by the wall clock. */
    long heardWall() {
        return heardWall;
    }

    /** Whether no window is open and nothing came since a time of the wall clock. */
    boolean isSilentSince(long wall) {
        return heardWall < wall && open.stream().allMatch(TreeMap::isEmpty);
    }

    /**
     * Moves the link's time on, if that is on.
     *
     * @param running the task's running time
     */
    void moveTo(long time, long running) {
        if (time > latest) {
            latest = time;
            movedAt = running;
        }
    }

    /** The latest time a frame has moved it to. */
    long latest() {
        return latest;
    }

    /** The link's time at a running time of the task, milliseconds since the epoch. */
    long timeAt(long running, long idle) {
        long silence = running - movedAt;
        return silence <= idle || latest == Long.MIN_VALUE ? latest : latest + silence;
    }

    /** All windows that close by that time are closed. */
    void closeUntil(long time) {
        closed = Math.max(closed, time);
    }

    /** The time up to which windows are closed, and stay so. */
    long closed() {
        return Math.max(closed, latest);
    }

    /** Counts that no window has taken yet, by index of the size; changed in place. */
    long[] late() {
        return late;
    }

    /** As {@link #late}, for early scores. */
    long[] early() {
        return early;
    }
}
