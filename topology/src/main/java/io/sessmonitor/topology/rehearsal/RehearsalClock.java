package io.sessmonitor.topology.rehearsal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.Punctuator;

/** A wall clock that goes as far as it is told, with everything that is due on the way. Used by one thread. */
final class RehearsalClock {

    private static final class Tick {
        private final long interval;
        private final Punctuator punctuator;
        private long next;

        Tick(long interval, Punctuator punctuator, long next) {
            this.interval = interval;
            this.punctuator = punctuator;
            this.next = next;
        }
    }

    private final List<Tick> ticks = new ArrayList<>();
    private long now;

    void begin(long wall) {
        now = wall;
    }

    /** Milliseconds since 1970. */
    long now() {
        return now;
    }

    Cancellable schedule(Duration interval, Punctuator punctuator) {
        Tick tick = new Tick(interval.toMillis(), punctuator, now + interval.toMillis());
        ticks.add(tick);
        return () -> ticks.remove(tick);
    }

    /**
     * Goes on to a time; not back.
     *
     * @param atMost milliseconds for which ticks come; what is beyond is passed over in one leap
     */
    void advanceTo(long wall, long atMost) {
        long last = Math.min(wall, now + atMost);
        while (true) {
            Tick due = null;
            for (Tick tick : ticks) {
                if (tick.next <= last && (due == null || tick.next < due.next)) {
                    due = tick;
                }
            }
            if (due == null) {
                break;
            }
            now = Math.max(now, due.next);
            due.next += due.interval;
            due.punctuator.punctuate(now);
        }
        if (wall > last) {
            ticks.forEach(tick -> tick.next = wall + tick.interval);
        }
        now = Math.max(now, wall);
    }
}
