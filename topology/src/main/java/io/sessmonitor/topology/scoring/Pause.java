package io.sessmonitor.topology.scoring;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How a stream thread rests while the scorer is full. Replaced in tests. */
@FunctionalInterface
public interface Pause {

    /** Two milliseconds of the real clock, less when interrupted. */
    Pause SHORT = () -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));

    void rest();
}
