package io.sessmonitor.topology.runtime;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * In which logs nobody could write, and may not know yet that they can again. Clients pause between their attempts the longer
 * the longer a broker is away: librdkafka up to one and a half times as long as it has been, and 15 s at most.
 *
 * <p>{@link #asked} is called by one thread, the rest by any.
 */
final class Outages {

    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(15);

    /**
     * What is known of one log, in nanoseconds of the clock.
     *
     * @param answered when somebody told about it last
     * @param away whether nobody did since, though asked
     * @param until when the producers are back from the outage before
     */
    private record Log(long answered, boolean away, long until) {

        Log after(boolean told, long now) {
            if (!told) {
                return new Log(answered, true, until);
            }
            return new Log(now, false, away ? now + Math.min(LONGEST_PAUSE, (now - answered) * 3 / 2) : until);
        }
    }

    private final LongSupplier nanos;
    private final Map<TopicPartition, Log> logs = new ConcurrentHashMap<>();
    /** What is known of those that have not been asked about. */
    private volatile Log others;

    /** Begins with everything there. */
    Outages(LongSupplier nanos) {
        this.nanos = nanos;
        long now = nanos.getAsLong();
        this.others = new Log(now, false, now);
    }

    /** It was asked about all logs that are known, and told about some. */
    void asked(Set<TopicPartition> known, Set<TopicPartition> told) {
        long now = nanos.getAsLong();
        for (TopicPartition partition : known) {
            logs.put(partition, of(partition).after(told.contains(partition), now));
        }
        others = others.after(!told.isEmpty(), now);
    }

    /** Whether somebody told about this log when it was asked about last. */
    boolean answers(TopicPartition partition) {
        return !of(partition).away();
    }

    /** Whether nobody tells about this log, or its producers may still be on their way back. */
    boolean isAway(TopicPartition partition) {
        Log log = of(partition);
        return log.away() || nanos.getAsLong() - log.until() < 0;
    }

    private Log of(TopicPartition partition) {
        return logs.getOrDefault(partition, others);
    }
}
