package io.sessmonitor.scorer.decode;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The end of the time that a picture may take. Asked by the decoding thread itself wherever it comes by. */
final class Deadline {

    /** Leaves a library's Java code in the middle of its work. */
    static final class Passed extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    private final LongSupplier nanoClock;
    private final long start;
    private final long limitNanos;

    Deadline(Duration limit, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.start = nanoClock.getAsLong();
        this.limitNanos = limit.toNanos();
    }

    boolean passed() {
        return nanoClock.getAsLong() - start > limitNanos;
    }
}
