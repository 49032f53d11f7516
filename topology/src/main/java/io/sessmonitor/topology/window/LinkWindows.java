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
 * stays closed whatever the time, or a lag that is configured later, does then.
 *
 * <p>It changes by {@link WindowEvent}s only, so that a journal of them makes it anew.
 */
final class LinkWindows {

    private final Link link;
    private final List<Long> sizes;
    private final List<TreeMap<Long, Window>> open = new ArrayList<>();
    private final long[] late;
    private final long[] early;
    private long latest = Long.MIN_VALUE;
    private long closed = Long.MIN_VALUE;
    private long movedAt;
    private long heardWall;
    private final LinkJournal journal = new LinkJournal();

    /** A link without windows, for these sizes in milliseconds. */
    LinkWindows(Link link, List<Long> sizes) {
        this.link = link;
        this.sizes = sizes;
        this.late = new long[sizes.size()];
        this.early = new long[sizes.size()];
        for (int i = 0; i < sizes.size(); i++) {
            open.add(new TreeMap<>());
        }
    }

    Link link() {
        return link;
    }

    List<Long> sizes() {
        return sizes;
    }

    /** How far the store's journal of it is. */
    LinkJournal journal() {
        return journal;
    }

    boolean isWithoutWindows() {
        return open.stream().allMatch(TreeMap::isEmpty);
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
        return heardWall < wall && isWithoutWindows();
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

    /**
     * Takes a score into the windows it belongs to.
     *
     * @param running the task's running time
     */
    void take(WindowEvent.Taken event, long running) {
        if (!event.early()) {
            moveTo(event.moved(), running);
        }
        for (int i = 0; i < sizes.size(); i++) {
            if (event.early()) {
                early[i]++;
                tellAside(i);
            } else if ((event.late() >> i & 1) != 0) {
                late[i]++;
                tellAside(i);
            } else {
                long start = Math.floorDiv(event.captured(), sizes.get(i)) * sizes.get(i);
                open(i).computeIfAbsent(start, at -> new Window()).add(event.sample());
                tellAside(i);
            }
        }
    }

    /** Late and early scores are told by the newest open window; without any they wait for the next. */
    private void tellAside(int size) {
        if (late[size] + early[size] > 0 && !open(size).isEmpty()) {
            Window newest = open(size).lastEntry().getValue();
            newest.addLate(late[size]);
            newest.addEarly(early[size]);
            late[size] = 0;
            early[size] = 0;
        }
    }

    /** Takes away the windows that an event closed. */
    void close(WindowEvent.Closed event) {
        for (int i = 0; i < sizes.size(); i++) {
            open(i).headMap(event.end() - sizes.get(i), true).clear();
        }
        closed(event.end());
    }

    /** All windows that end at that time or earlier are closed, and stay so. */
    void closed(long end) {
        closed = Math.max(closed, end);
    }

    /** The latest end of a window that was closed. */
    long closed() {
        return closed;
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
