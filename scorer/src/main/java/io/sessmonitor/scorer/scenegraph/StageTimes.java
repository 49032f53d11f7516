package io.sessmonitor.scorer.scenegraph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How long each stage of one picture took. Stages are charged by laps: each lap charges the time since the one before.
 * Made for one picture and one thread.
 */
public final class StageTimes {

    /** Stage of every bundle: waiting for its networks. The other stages are named by the bundle and the builder. */
    public static final String NETWORK = "network";

    private final LongSupplier nanoClock;
    private final Map<String, Long> nanos = new LinkedHashMap<>();
    private long last;

    public StageTimes(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.last = nanoClock.getAsLong();
    }

    /** Starts now, by the system's clock. */
    public static StageTimes start() {
        return new StageTimes(System::nanoTime);
    }

    /** Charges the time since the last lap, or since the start, to {@code stage}. */
    public void lap(String stage) {
        long now = nanoClock.getAsLong();
        nanos.merge(stage, now - last, Long::sum);
        last = now;
    }

    /** Nanoseconds by stage, in the order of their first laps. */
    public Map<String, Long> nanos() {
        return Collections.unmodifiableMap(nanos);
    }

    /** Nanoseconds charged to {@code stage} so far. */
    public long nanos(String stage) {
        return nanos.getOrDefault(stage, 0L);
    }

    /** Nanoseconds charged to all stages so far. */
    public long totalNanos() {
        return nanos.values().stream().mapToLong(Long::longValue).sum();
    }
}
