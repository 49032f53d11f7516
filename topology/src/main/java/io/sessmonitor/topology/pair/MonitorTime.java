package io.sessmonitor.topology.pair;

import io.sessmonitor.topology.WallSteps;
import java.util.List;

/**
 * The time that waiting is measured in, one for each task, in milliseconds; it never goes back.
 *
 * <p>Records move it. Each side, sent and received, has reached the latest timestamp seen of it, as far as the wall clock has come that far, so
 * that neither a producer's clock that is ahead nor a hostile timestamp ends anybody's wait. The time is that of the side
 * that is behind: the other side's fetch may only have come first, and its partner lie in the log already. A backlog is
 * thus waited for in its own time, however long it takes to work off and in whatever portions it comes. Where records also
 * come from other partitions, by the detour of those on the wrong one, there are two sides for each: what other tasks pass
 * on is not as far as what is read here, nor equally far.
 *
 * <p>Silence moves it too, but only silence of the log: what the consumer hears tells nothing, since a fetch may stall. So a
 * silent side is asked about ({@link Hearing}), and moves only when all that lay in its log at some tick has been read, to
 * where it would have been at that tick:
 *
 * <table>
 *   <caption>Where a side is that has been read to its end</caption>
 *   <tr><th>at the tick</th><th>it has come</th></tr>
 *   <tr><td>nothing had come of it for {@value #QUIET} ms</td><td>as far as the side that is furthest; it holds nobody
 *       back</td></tr>
 *   <tr><td>no record had come of any side</td><td>further by what the wall clock moved</td></tr>
 *   <tr><td>records came, but none has moved the time for longer than the wait (a clock was set back)</td>
 *       <td>further by what the wall clock moved</td></tr>
 * </table>
 *
 * <p>A side that is never read to its end, because records come faster than they can be worked off or because nobody can be
 * asked, moves by its records only. While nobody can write to one of the logs, and until its producers will have noticed that
 * they can again, nothing moves the time. What the wall clock moved is taken as 0 when it went back and as
 * {@value WallSteps#MAX} ms when it leapt, or the thread was held up for longer. Used by one stream thread only.
 */
final class MonitorTime {

    static final long QUIET = 1000;

    private static final long NEVER = Long.MIN_VALUE;

    /** One of the two sides. */
    private static final class Side {
        private final Hearing hearing;
        private long reached;
        /** How far it has come by silence; {@link #NEVER} unless it holds nobody back. */
        private long released = NEVER;
        /** What of {@link MonitorTime#idle} is in {@link #reached} or older than it. */
        private long idled;

        private long heardAt;
        private boolean heard;

        private boolean asking;
        private long askedAt;
        private long idleThen;
        private long furthestThen;

        Side(Hearing hearing, long reached) {
            this.hearing = hearing;
            this.reached = reached;
        }

        long now() {
            return Math.max(reached, released);
        }

        void ask(long elapsed, long idle, long furthest) {
            asking = true;
            askedAt = elapsed;
            idleThen = idle;
            furthestThen = furthest;
            hearing.begin();
        }

        /** Takes in that it has been read to its end, if so. */
        void listen() {
            if (!asking || !hearing.isOver()) {
                return;
            }
            asking = false;
            if (idleThen > idled) {
                reached += idleThen - idled;
                idled = idleThen;
            }
            if (askedAt - heardAt >= QUIET) {
                released = furthestThen;
            }
        }

        /** What it has not said until now is no silence. */
        void excuse(long elapsed, long idle) {
            idled = idle;
            heardAt = elapsed;
        }
    }

    private final long stalledAfter;
    /** Sent and received of the first partition that records come from, of the second, and so on. */
    private final Side[] sides;

    private long now;
    private long lastTick;
    private boolean ticked;
    private long highestWall = Long.MIN_VALUE;
    /** Since the start, by the wall clock. */
    private long elapsed;
    /** Of that, while no record came, or none that moved the time. */
    private long idle;
    /** Since the time was moved, as long as there is no need to help. */
    private long still;

    private boolean busy;
    /** Whether producers may be on their way back. */
    private boolean away;

    /**
     * @param from a time that had been reached before: that of the last change in the store
     * @param sent latest arrival of a sent frame that is known, or 0
     * @param received latest arrival of a received frame that is known, or 0
     * @param hearings one for each side: sent and received of each partition that records come from
     * @param stalledAfter how long records may come without moving time, before ticks do
     */
    MonitorTime(long from, long sent, long received, List<Hearing> hearings, long stalledAfter) {
        this.now = from;
        this.sides = new Side[hearings.size()];
        for (int i = 0; i < sides.length; i++) {
            sides[i] = new Side(hearings.get(i), Math.max(from, i % 2 == 0 ? sent : received));
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
        highestWall = Math.max(highestWall, wall);
        if (wall - lastTick > QUIET) {
            // The thread was held up, perhaps by a broker that was away.
            away = isAway();
        }
        Side side = sides[2 * partition + (isSent ? 0 : 1)];
        long reached = Math.min(timestamp, highestWall);
        side.heard = true;
        side.heardAt = elapsed;
        side.released = NEVER;
        if (reached > side.reached) {
            side.reached = reached;
            side.idled = idle;
        }
        if (advance()) {
            still = 0;
        }
        return Math.max(now, reached);
    }

    /** Called at short, regular intervals of the wall clock. */
    long tick(long wall) {
        long step = ticked ? WallSteps.between(lastTick, wall) : 0;
        lastTick = wall;
        ticked = true;
        elapsed += step;
        away = isAway();
        still = away ? 0 : still + step;
        boolean stalled = still > stalledAfter;
        if (!busy || stalled) {
            idle += step;
        }
        for (Side side : sides) {
            if (away) {
                side.excuse(elapsed, idle);
            }
            side.listen();
        }
        long furthest = furthest();
        for (Side side : sides) {
            // Nobody is asked while records come and move the time.
            if (!side.asking && (!side.heard || stalled)) {
                side.ask(elapsed, idle, furthest);
                side.listen();
            }
            side.heard = false;
        }
        if (advance() && !stalled) {
            // Once it has come to a stop, only a record says that it goes on without this.
            still = 0;
        }
        busy = false;
        return now;
    }

    private boolean isAway() {
        for (Side side : sides) {
            if (side.hearing.isAway()) {
                return true;
            }
        }
        return false;
    }

    /** Where the side that is furthest is, or would be if it has been silent since. */
    private long furthest() {
        long furthest = Long.MIN_VALUE;
        for (Side side : sides) {
            furthest = Math.max(furthest, side.reached + idle - side.idled);
        }
        return furthest;
    }

    private boolean advance() {
        if (away) {
            return false;
        }
        long slowest = Long.MAX_VALUE;
        for (Side side : sides) {
            slowest = Math.min(slowest, side.now());
        }
        if (slowest <= now) {
            return false;
        }
        now = slowest;
        return true;
    }
}
