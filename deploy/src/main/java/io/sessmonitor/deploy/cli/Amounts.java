package io.sessmonitor.deploy.cli;

import java.time.Duration;
import java.util.Locale;

/** Sizes, times and counts as people say them. */
final class Amounts {

    private static final String[] UNITS = {"kB", "MB", "GB", "TB"};

    private Amounts() {}

    /** {@code 512 B}, {@code 45.2 MB}: powers of a thousand, as disks and networks count. */
    static String bytes(double bytes) {
        if (bytes < 1000) {
            return Math.round(bytes) + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 999.95 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /** {@code 0.4 s}, {@code 12 s}, {@code 2 min 4 s}, {@code 3 h 20 min}. */
    static String time(Duration time) {
        long seconds = time.toSeconds();
        if (time.toMillis() < 10_000) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min" + (seconds % 60 > 0 ? " " + seconds % 60 + " s" : "");
        }
        if (seconds < 86_400 * 2) {
            return seconds / 3600 + " h" + (seconds % 3600 >= 60 ? " " + seconds % 3600 / 60 + " min" : "");
        }
        return seconds / 86_400 + " days";
    }

    /** {@code 1,240 records}, {@code 1 record}. */
    static String count(long count, String one) {
        return number(count) + " " + one + (count == 1 ? "" : "s");
    }

    /** {@code 1,240}. */
    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 3.7 MB/s}; nothing for no time. */
    static String rate(long bytes, long nanos) {
        return nanos <= 0 ? "" : bytes(bytes * 1e9 / nanos) + "/s";
    }
}
