package io.sessmonitor.topology.window;

import io.sessmonitor.topology.serde.CompactReader;
import io.sessmonitor.topology.serde.CompactWriter;

/**
 * What changes a link's windows. With it goes everything that was decided by the wall clock or the configuration, so that the
 * same events make the same windows at any later time.
 */
sealed interface WindowEvent {

    /**
     * A score came.
     *
     * @param captured when the frame was captured, milliseconds since the epoch
     * @param moved the time it moves the link to, if that is on; nothing if it is early
     * @param early whether it lies too far ahead for any window
     * @param late bit i is set if its window of the size with index i was closed
     */
    record Taken(long captured, long moved, boolean early, int late, Sample sample) implements WindowEvent {}

    /** Windows were closed: all that end at {@code end} or earlier, milliseconds since the epoch. */
    record Closed(long end) implements WindowEvent {}

    int CLOSED = 1;
    int EARLY = 2;
    int HAS_LATE = 4;
    int HELD_BACK = 8;

    /** Writes it; {@code base} is the {@link #base} of the one before, which makes it small. */
    default void write(CompactWriter out, long base, NameTable names) {
        if (this instanceof Closed closed) {
            out.octet(CLOSED).number(closed.end() - base);
            return;
        }
        Taken taken = (Taken) this;
        boolean heldBack = taken.moved() != taken.captured();
        out.octet((taken.early() ? EARLY : 0) | (taken.late() != 0 ? HAS_LATE : 0) | (heldBack ? HELD_BACK : 0));
        out.number(taken.captured() - base);
        if (taken.late() != 0) {
            out.number(taken.late());
        }
        if (heldBack) {
            out.number(taken.moved() - base);
        }
        taken.sample().write(out, names);
    }

    static WindowEvent read(CompactReader in, long base, NameTable names) {
        int flags = in.octet();
        long at = in.number() + base;
        if ((flags & CLOSED) != 0) {
            return new Closed(at);
        }
        int late = (flags & HAS_LATE) == 0 ? 0 : Math.toIntExact(in.number());
        long moved = (flags & HELD_BACK) == 0 ? at : in.number() + base;
        return new Taken(at, moved, (flags & EARLY) != 0, late, Sample.read(in, names));
    }

    /** A time near to those of the next event. */
    default long base() {
        return this instanceof Closed closed ? closed.end() : ((Taken) this).moved();
    }
}
