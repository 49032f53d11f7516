package io.sessmonitor.schemas.wire;

import java.time.Duration;

/** Time as the registry client sees it: a monotonic clock and a way to wait. */
interface Ticker {

    /** The machine's own clock. */
    Ticker SYSTEM = new Ticker() {
        @Override
        public Duration now() {
            return Duration.ofNanos(System.nanoTime());
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
            Thread.sleep(time.toMillis());
        }
    };

    /** Time since some fixed moment; never runs backwards. */
    Duration now();

    void sleep(Duration time) throws InterruptedException;
}
