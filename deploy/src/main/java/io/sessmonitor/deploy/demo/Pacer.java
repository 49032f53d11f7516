package io.sessmonitor.deploy.demo;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Says when the next frame may be sent. With a fixed rate, by the clock; otherwise so that the scorer always has about
 * one frame's pairs waiting: as fast as the machine holds and no faster, and never above {@value #MAX_FPS} a second.
 *
 * <p>Thread-safe: the sender waits here, the feed tells of outcomes.
 */
final class Pacer implements ScoreListener {

    /** Faster than this is no use to people who watch. */
    private static final double MAX_FPS = 10;

    private final String stream;
    private final boolean fixed;
    private final long intervalNanos;
    private final int pairsAhead;
    private final LongSupplier nanoClock;
    private long underWay;
    private long lastTurn;
    private boolean begun;
    private boolean stopped;

    /** @param links pairs that a frame may make */
    Pacer(String stream, OptionalDouble fps, int links) {
        this(stream, fps, links, System::nanoTime);
    }

    Pacer(String stream, OptionalDouble fps, int links, LongSupplier nanoClock) {
        this.stream = stream;
        this.fixed = fps.isPresent();
        this.intervalNanos = (long) (1e9 / fps.orElse(MAX_FPS));
        this.pairsAhead = links;
        this.nanoClock = nanoClock;
    }

    /**
     * Waits for the next turn.
     *
     * @param deadline {@link System#nanoTime} after which there is none
     * @return false when it is stopped or the deadline has passed
     */
    synchronized boolean awaitTurn(long deadline) throws InterruptedException {
        while (!stopped) {
            long now = nanoClock.getAsLong();
            if (!begun) {
                // The beat begins here: what came before, such as the start of the broker, is not caught up with.
                begun = true;
                lastTurn = now - intervalNanos;
            }
            if (now - deadline >= 0) {
                return false;
            }
            long due = lastTurn + intervalNanos;
            boolean room = fixed || underWay <= pairsAhead;
            if (room && now - due >= 0) {
                // A fixed rate keeps its beat; the other one starts counting anew after each wait.
                lastTurn = fixed ? due : now;
                return true;
            }
            long until = room ? Math.min(due - now, deadline - now) : deadline - now;
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(until, 1));
        }
        return false;
    }

    /** Tells that a frame was sent and arrived at this many receivers. */
    synchronized void sent(int arrived) {
        underWay += arrived;
    }

    /** Lets the sender's wait end. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    @Override
    public synchronized void scored(FrameScore score) {
        // Every frame that arrived ends in one of the other outcomes, LATE too; MISSING is about what did not arrive.
        if (score.getStream().equals(stream) && score.getOutcome() != Outcome.MISSING) {
            underWay--;
            notifyAll();
        }
    }
}
