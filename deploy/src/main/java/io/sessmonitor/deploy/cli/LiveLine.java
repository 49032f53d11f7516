package io.sessmonitor.deploy.cli;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A line on stderr that is written over itself. Only on a terminal, only once the work has taken a while, and not more
 * often than people can read. Used by one thread.
 */
final class LiveLine {

    private static final Duration SILENT = Duration.ofSeconds(2);
    private static final Duration BETWEEN = Duration.ofMillis(200);
    private static final int BAR = 24;

    private final Console console;
    private final LongSupplier nanos;
    private final long begin;
    private long last;
    private boolean shown;

    LiveLine(Console console, LongSupplier nanos) {
        this.console = console;
        this.nanos = nanos;
        begin = nanos.getAsLong();
        last = begin;
    }

    /** Shows a text, if it is time to. */
    void show(Supplier<String> text) {
        if (!console.errIsTerminal()) {
            return;
        }
        long now = nanos.getAsLong();
        if (now - begin < SILENT.toNanos() || now - last < BETWEEN.toNanos()) {
            return;
        }
        last = now;
        shown = true;
        console.err().print("\r" + text.get() + "\u001b[K");
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

    /** A bar that is filled to a share, 0 to 1. */
    static String bar(double share) {
        int filled = (int) (BAR * Math.max(0, Math.min(1, share)));
        return "[" + "#".repeat(filled) + " ".repeat(BAR - filled) + "]";
    }
}
