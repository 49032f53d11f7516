package io.sessmonitor.deploy.recording;

import java.util.concurrent.TimeUnit;

/** How late records went out, as counts in steps of 10 µs up to a second. Used by one thread. */
public final class PacingErrors {

    private static final long STEP = TimeUnit.MICROSECONDS.toNanos(10);

    private final long[] counts = new long[100_001];
    private long count;
    private long max;

    void add(long nanos) {
        counts[(int) Math.min(counts.length - 1, Math.max(0, nanos) / STEP)]++;
        count++;
        max = Math.max(max, nanos);
    }

    /** Records counted. */
    public long count() {
        return count;
    }

    /** Milliseconds that this share of the records, 0 to 1, was not later than; beyond a second, the largest. */
    public double quantile(double share) {
        long rank = (long) Math.ceil(share * count);
        long seen = 0;
        for (int i = 0; i < counts.length - 1; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.min((i + 1) * STEP, max) / 1e6;
            }
        }
        return max();
    }

    /** Milliseconds that the latest record was late. */
    public double max() {
        return max / 1e6;
    }
}
