package io.sessmonitor.topology;

/** How far the wall clock moves from one tick to the next, as far as that may be believed. */
public final class WallSteps {

    /** Longest step, in milliseconds: what is more is a leap of the clock, or a thread that was held up. */
    public static final long MAX = 2000;

    private WallSteps() {}

    /** Milliseconds from one reading to a later one: 0 if the clock went back, at most {@link #MAX}. */
    public static long between(long before, long now) {
        return Math.min(MAX, Math.max(0, now - before));
    }
}
