package io.sessmonitor.deploy.cli;

import java.util.function.LongSupplier;

/**
 * A line on stderr that says how far long work is. Only on a terminal, and only once the work has taken a while. Used by
 * one thread.
 */
final class Progress {

    private final LiveLine line;
    private final int total;
    private final String what;
    private final LongSupplier nanos;
    private final long begin;
    private int done;

    Progress(Console console, int total, String what) {
        this(console, total, what, System::nanoTime);
    }

    Progress(Console console, int total, String what, LongSupplier nanos) {
        this.line = new LiveLine(console, nanos);
        this.total = total;
        this.what = what;
        this.nanos = nanos;
        begin = nanos.getAsLong();
    }

    /** One more is done. */
    void step() {
        done++;
        line.show(() -> {
            long left = (nanos.getAsLong() - begin) / done * (total - done) / 1_000_000_000L;
            return LiveLine.bar((double) done / total) + " " + done + "/" + total + " " + what + ", " + left
                    + " s left ";
        });
    }

    /** Wipes the line, before something else is printed on the terminal or at the end. */
    void clear() {
        line.clear();
    }
}
