package io.sessmonitor.deploy.cli;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A line on stderr that says how far long work is. Only on a terminal, and only once the work has taken a while. Used by
 * one thread.
 */
final class Progress {

    private static final Duration SILENT = Duration.ofSeconds(2);
    private static final Duration BETWEEN = Duration.ofMillis(200);
    private static final int BAR = 24;

    private final Console console;
    private final int total;
    private final String what;
    private final LongSupplier nanos;
    private final long begin;
    private long last;
    private int done;
    private boolean shown;

    Progress(Console console, int total, String what) {
        this(console, total, what, System::nanoTime);
    }

    Progress(Console console, int total, String what, LongSupplier nanos) {
        this.console = console;
        this.total = total;
        this.what = what;
        this.nanos = nanos;
        begin = nanos.getAsLong();
        last = begin;
    }

    /** One more is done. */
    void step() {
        done++;
        long now = nanos.getAsLong();
        if (!console.errIsTerminal() || now - begin < SILENT.toNanos() || now - last < BETWEEN.toNanos()) {
            return;
        }
        last = now;
        shown = true;
        int filled = (int) ((long) BAR * done / total);
        long left = (now - begin) / done * (total - done) / 1_000_000_000L;
        console.err()
                .print("\r[" + "#".repeat(filled) + " ".repeat(BAR - filled) + "] " + done + "/" + total + " " + what
                        + ", " + left + " s left \u001b[K");
        console.err().flush();
    }

    /** Wipes the line, before something else is printed on the terminal or at the end. */
    void clear() {
        if (shown) {
            console.err().print("\r\u001b[K");
            console.err().flush();
            shown = false;
        }
    }
}
