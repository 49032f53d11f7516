package io.sessmonitor.topology.pair;

/**
 * The time that waiting is measured in, one for each task, in milliseconds; it never goes back.
 *
 * <p>Records move it: it is the latest timestamp seen, as far as the wall clock has come that far, so that neither a
 * producer's clock that is ahead nor a hostile timestamp ends anybody's wait. A backlog is thus waited for in its own time,
 * however long it takes to work off. Where records do not come, ticks of the wall clock move it:
 *
 * <table>
 *   <caption>What a tick does</caption>
 *   <tr><th>since the last tick</th><th>time moves by</th></tr>
 *   <tr><td>records came and moved it</td><td>nothing more</td></tr>
 *   <tr><td>no record came: all is silent</td><td>what the wall clock moved</td></tr>
 *   <tr><td>records came, but none has moved it for longer than the wait (a clock was set back)</td>
 *       <td>what the wall clock moved</td></tr>
 *   <tr><td>nothing came since the start, which is less than {@value #SETTLE} ms ago (the first fetch is under way)</td>
 *       <td>nothing</td></tr>
 * </table>
 *
 * What the wall clock moved is taken as 0 when it went back and as {@value #MAX_STEP} ms when it leapt, or the thread was
 * held up for longer. Used by one stream thread only.
 */
final class MonitorTime {

    static final long MAX_STEP = 2000;
    static final long SETTLE = 5000;

    private final long stalledAfter;
    private long now;
    private long lastTick;
    private boolean ticked;
    private long highestWall = Long.MIN_VALUE;
    private long still;
    private long settling = SETTLE;
    private boolean busy;

    /**
     * @param from a time that had been reached before, for example by the last change in the store
     * @param stalledAfter how long records may come without moving time, before ticks do
     */
    MonitorTime(long from, long stalledAfter) {
        this.now = from;
        this.stalledAfter = stalledAfter;
    }

    long now() {
        return now;
    }

    /** A record came. */
    long record(long timestamp, long wall) {
        busy = true;
        settling = 0;
        highestWall = Math.max(highestWall, wall);
        long reached = Math.min(timestamp, highestWall);
        if (reached > now) {
            now = reached;
            still = 0;
        }
        return now;
    }

    /** Called at short, regular intervals of the wall clock. */
    long tick(long wall) {
        long step = ticked ? Math.min(MAX_STEP, Math.max(0, wall - lastTick)) : 0;
        lastTick = wall;
        ticked = true;
        still += step;
        if (settling > 0) {
            settling -= step;
        } else if (!busy || still > stalledAfter) {
            now += step;
        }
        busy = false;
        return now;
    }
}
