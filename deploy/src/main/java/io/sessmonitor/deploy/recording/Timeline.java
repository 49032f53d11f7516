package io.sessmonitor.deploy.recording;

/**
 * When the records of one pass are due, and where their times lie in it. The first record is due at once. Time is the
 * records' timestamps as far as they go on; a record whose timestamp goes back is due with the one before it. Used by one
 * thread.
 */
final class Timeline {

    /** As fast as possible. */
    static final double MAX_SPEED = Double.POSITIVE_INFINITY;

    /** The year 9999: further no timestamp is believed, so that sums cannot overflow. */
    private static final long LATEST = 253_402_300_799_999L;

    private final double speed;
    private final long maxGap;
    private boolean begun;
    private long base;
    private long high;

    /**
     * A pass.
     *
     * @param speed how many seconds of the recording pass in one
     * @param maxGap milliseconds of the recording between two records, what is beyond is left out; {@link Long#MAX_VALUE}
     *     keeps every gap. A timestamp that goes back further than this is taken for a clock that was set.
     */
    Timeline(double speed, long maxGap) {
        this.speed = speed;
        this.maxGap = maxGap;
    }

    /**
     * Takes the next record.
     *
     * @param timestamp milliseconds since 1970, or below 0 for none
     * @return nanoseconds after the beginning of the pass at which it is due
     */
    long due(long timestamp) {
        long time = Math.min(timestamp, LATEST);
        if (!begun) {
            begun = true;
            base = Math.max(0, time);
            high = base;
        } else if (time >= 0 && time > high) {
            base += Math.max(0, time - high - maxGap);
            high = time;
        } else if (time >= 0 && high - time > maxGap) {
            base -= high - time;
            high = time;
        }
        return speed == MAX_SPEED ? 0 : (long) ((high - base) * 1e6 / speed);
    }

    /**
     * Where a time of the recording lies in the pass.
     *
     * @param micros microseconds since 1970
     * @return microseconds after the beginning of the pass, below 0 for what was before; at the highest speed the times
     *     keep their distances
     */
    long offset(long micros) {
        long since = micros - base * 1000;
        return speed == MAX_SPEED ? since : Math.round(since / speed);
    }
}
