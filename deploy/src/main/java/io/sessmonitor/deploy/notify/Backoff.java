package io.sessmonitor.deploy.notify;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * How long to leave a target alone that has failed: 1 s, 2 s, 4 s ... up to a bound, each shortened by chance to no less
 * than half, so that many monitors do not come back at once; longer if the target asks for it. Used by one thread.
 */
final class Backoff {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final int MAX_DOUBLINGS = 20;

    private final Duration longest;
    private final DoubleSupplier chance;
    private int failures;

    /** @param chance from 0 to 1 */
    Backoff(Duration longest, DoubleSupplier chance) {
        this.longest = longest;
        this.chance = chance;
    }

    /** One more failure: how long to wait now. */
    Duration failed(Optional<Duration> asked) {
        Duration doubled = FIRST.multipliedBy(1L << Math.min(MAX_DOUBLINGS, failures++));
        long bound = Math.min(doubled.toMillis(), longest.toMillis());
        Duration pause = Duration.ofMillis(bound / 2 + (long) (bound / 2.0 * chance.getAsDouble()));
        return asked.filter(wait -> wait.compareTo(pause) > 0).orElse(pause);
    }

    void succeeded() {
        failures = 0;
    }
}
