package io.sessmonitor.deploy.recording;

import java.util.concurrent.locks.LockSupport;

/** The clock that paces, and how to wait for it. */
public interface Waiter {

    /** This machine's. */
    Waiter SYSTEM = new Waiter() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public long millis() {
            return System.currentTimeMillis();
        }

        @Override
        public void park(long nanos) {
            LockSupport.parkNanos(nanos);
        }
    };

    /** As {@link System#nanoTime}. */
    long nanoTime();

    /** The wall clock, milliseconds since 1970. */
    long millis();

    /** Waits for so long at most. */
    void park(long nanos);
}
