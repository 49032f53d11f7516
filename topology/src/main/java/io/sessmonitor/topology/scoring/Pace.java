package io.sessmonitor.topology.scoring;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many pairs of a task may be in the scorer's hands so that each is answered within a given time: as many as it has
 * answered in the last such span of time (Little's law). Finds its level by itself: as long as answers come sooner than
 * that, more are answered in the span than are in hand. Used by one stream thread only.
 */
final class Pace {

    /** So many always, lest the scorer be without work between two pairs. */
    static final int LEAST = 2;

    private final long within;
    private final Deque<Long> answered = new ArrayDeque<>();

    /** For answers {@code within} so many milliseconds. */
    Pace(long within) {
        this.within = within;
    }

    /** A pair was answered at that running time of the task. */
    void answered(long running) {
        forget(running);
        answered.add(running);
    }

    /** Most pairs in the scorer's hands at that running time of the task. */
    int limit(long running) {
        forget(running);
        return Math.max(LEAST, answered.size());
    }

    private void forget(long running) {
        while (!answered.isEmpty() && answered.peek() < running - within) {
            answered.remove();
        }
    }
}
