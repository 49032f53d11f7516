package io.sessmonitor.schemas.envelope;

import java.time.Instant;

/** Times as whole microseconds since the epoch, the unit of a frame's capture time. */
public final class Micros {

    private static final long SECOND = 1_000_000;

    private Micros() {}

    /**
     * Microseconds since 1970, rounded down. ({@code ChronoUnit.MICROS.between} goes by way of nanoseconds, which end in 2262.)
     *
     * @throws ArithmeticException if it is some 290,000 years from now
     */
    public static long of(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), SECOND), time.getNano() / 1000);
    }
}
