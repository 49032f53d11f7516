package io.sessmonitor.deploy.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** A line on stderr that says how far a transfer is, how fast, and how long it still takes; on a terminal only. Used by one thread. */
final class ByteProgress {

    private static final Duration BETWEEN = Duration.ofMillis(200);
    private static final int BAR = 24;

    private final Console console;
    private final LongSupplier nanos;
    private final long begin;
    private long last;
    private long first = -1;
    private boolean shown;

    ByteProgress(Console console, LongSupplier nanos) {
        this.console = console;
        this.nanos = nanos;
        begin = nanos.getAsLong();
        last = begin - BETWEEN.toNanos();
    }

    /** @param bytes that are there; those there at the first call were not received now and do not count for the rate */
    void at(String what, long bytes, long of) {
        if (first < 0) {
            first = bytes;
        }
        long now = nanos.getAsLong();
        if (!console.errIsTerminal() || now - last < BETWEEN.toNanos()) {
            return;
        }
        last = now;
        shown = true;
        int filled = (int) (BAR * (double) bytes / of);
        double rate = now > begin ? (bytes - first) * 1e9 / (now - begin) : 0;
        String left = rate > 0 ? String.format(Locale.ROOT, ", %.0f s left", (of - bytes) / rate) : "";
        console.err()
                .print("\r[" + "#".repeat(filled) + " ".repeat(BAR - filled) + "] " + size(bytes) + " of " + size(of)
                        + ", " + size(rate) + "/s" + left + "  " + what + "\u001b[K");
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

    /** As people read it: 812 B, 4.9 MB, 2.4 GB. */
    static String size(double bytes) {
        String[] units = {"B", "kB", "MB", "GB"};
        int unit = 0;
        double value = bytes;
        while (value >= 999.5 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || value >= 99.5 ? "%.0f %s" : "%.1f %s", value, units[unit]);
    }
}
