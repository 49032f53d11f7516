package io.sessmonitor.topology.scoring;

import io.sessmonitor.topology.WallSteps;
import java.time.Duration;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * Ticks for as long as a task has pairs: with every tick Kafka Streams halves the records it gives a task at a time, so there
 * are none without need. Counts the time in which there were some. Used by one stream thread only.
 */
final class Ticks {

    private final ProcessorContext<?, ?> context;
    private final Duration interval;
    private final Runnable tick;
    private Cancellable scheduled;
    private long elapsed;
    private long last;

    /** No ticks yet. */
    Ticks(ProcessorContext<?, ?> context, Duration interval, Runnable tick) {
        this.context = context;
        this.interval = interval;
        this.tick = tick;
    }

    /** Milliseconds while ticks were needed; unlike the wall clock they never leap nor go back. */
    long elapsed() {
        return elapsed;
    }

    void need(boolean needed) {
        if (needed && scheduled == null) {
            last = context.currentSystemTimeMs();
            scheduled = context.schedule(interval, PunctuationType.WALL_CLOCK_TIME, this::tick);
        } else if (!needed && scheduled != null) {
            scheduled.cancel();
            scheduled = null;
        }
    }

    private void tick(long wall) {
        elapsed += WallSteps.between(last, wall);
        last = wall;
        tick.run();
    }
}
