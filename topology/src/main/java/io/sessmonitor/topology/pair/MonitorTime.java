package io.sessmonitor.topology.pair;

/**
 * The time that waiting is measured in, one for each task, in milliseconds; it never goes back.
 *
 * <p>Records move it. Each side, sent and received, has reached the latest timestamp seen of it, as far as the wall clock has come that far, so
 * that neither a producer's clock that is ahead nor a hostile timestamp ends anybody's wait. The time is that of the side
 * that is behind: the other side's fetch may only have come first, and its partner lie in the log already. A backlog is
 * thus waited for in its own time, however long it takes to work off and in whatever portions it comes. A side from
 * which nothing came for {@value #QUIET} ms holds nobody back. Where records also come from other partitions, by the
 * detour of those on the wrong one, there are two sides for each: what other tasks pass on is not as far as what is read
 * here, nor equally far.
 *
 * <p>Where records do not come, ticks of the wall clock move it:
 *
 * <table>
 *   <caption>What a tick does</caption>
 *   <tr><th>since the last tick</th><th>time moves by</th></tr>
 *   <tr><td>records came</td><td>nothing more</td></tr>
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
    static final long QUIET = 1000;

    /** How much of one tick counts as quiet: a thread that was held up has not listened. */
    private static final long MAX_QUIET_STEP = 200;

    /** One of the two sides. */
    private static final class Side {
        private long reached;
        private long quiet;

        Side(long reached) {
            this.reached = reached;
        }

        boolean holdsBack() {
            return quiet < QUIET;
        }
    }

    private final long stalledAfter;
    /** Sent and received of the first partition that records come from, of the second, and so on. */
    private final Side[] sides;

    private long now;
    private long lastTick;
    private boolean ticked;
    private long highestWall = Long.MIN_VALUE;
    private long still;
    private long settling = SETTLE;
    private boolean busy;

    /**
     * @param from a time that had been reached before: that of the last change in the store
     * @param sent latest arrival of a sent frame that is known, or 0
     * @param received latest arrival of a received frame that is known, or 0
     * @param partitions partitions that records come from
     * @param stalledAfter how long records may come without moving time, before ticks do
     */
    MonitorTime(long from, long sent, long received, int partitions, long stalledAfter) {
        this.now = from;
        this.sides = new Side[2 * partitions];
        for (int i = 0; i < sides.length; i += 2) {
            sides[i] = new Side(Math.max(from, sent));
            sides[i + 1] = new Side(Math.max(from, received));
        }
        this.stalledAfter = stalledAfter;
    }

    long now() {
        return now;
    }

    /**
     * A record came.
     *
     * @param partition index, from 0, of the partition it came from
     * @return its own time of arrival, from which its wait counts; not before {@link #now}
     */
    long record(boolean isSent, int partition, long timestamp, long wall) {
        busy = true;
        settling = 0;
        highestWall = Math.max(highestWall, wall);
        Side side = sides[2 * partition + (isSent ? 0 : 1)];
        long reached = Math.min(timestamp, highestWall);
        side.reached = Math.max(side.reached, reached);
        side.quiet = 0;
        advance();
        return Math.max(now, reached);
    }

    /** Called at short, regular intervals of the wall clock. */
    long tick(long wall) {
        long step = ticked ? Math.min(MAX_STEP, Math.max(0, wall - lastTick)) : 0;
        lastTick = wall;
        ticked = true;
        still += step;
        if (settling > 0) {
            settling -= step;
        } else {
            boolean moves = !busy || still > stalledAfter;
            now += moves ? step : 0;
            for (Side side : sides) {
                side.quiet += Math.min(step, MAX_QUIET_STEP);
                side.reached += moves ? step : 0;
            }
        }
        advance();
        busy = false;
        return now;
    }

    private void advance() {
        long slowest = Long.MAX_VALUE;
        long fastest = Long.MIN_VALUE;
        for (Side side : sides) {
            if (side.holdsBack()) {
                slowest = Math.min(slowest, side.reached);
            }
            fastest = Math.max(fastest, side.reached);
        }
        long reached = slowest == Long.MAX_VALUE ? fastest : slowest;
        if (reached > now) {
            now = reached;
            still = 0;
        }
    }
}
