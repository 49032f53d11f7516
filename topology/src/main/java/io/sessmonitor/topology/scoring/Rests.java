package io.sessmonitor.topology.scoring;

/**
 * The rests that stream threads take while the scorer is full, one for the whole process. All tasks of a thread together
 * rest for about a second at most between two ticks, however many they are: Kafka Streams gives every task its records
 * before it ticks, commits and polls again, and the sum of it must stay far below {@code max.poll.interval.ms}.
 *
 * <p>Safe for use by many threads; each counts its own rests.
 */
public final class Rests {

    /** Rests of {@link Pause#SHORT} between two ticks: about a second. */
    static final int BETWEEN_TICKS = 500;

    private final Pause pause;
    private final ThreadLocal<Integer> taken = ThreadLocal.withInitial(() -> 0);

    public Rests(Pause pause) {
        this.pause = pause;
    }

    /** Rests for a moment; false, without a rest, if this thread has rested enough since the last tick. */
    boolean rest() {
        int before = taken.get();
        if (before == BETWEEN_TICKS) {
            return false;
        }
        taken.set(before + 1);
        pause.rest();
        return true;
    }

    /** A task of this thread has got its tick. */
    void tick() {
        taken.set(0);
    }
}
