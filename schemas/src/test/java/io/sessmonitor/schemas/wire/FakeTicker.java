package io.sessmonitor.schemas.wire;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A clock that only moves when somebody sleeps, and sleeping takes no time. */
final class FakeTicker implements Ticker {

    private final List<Duration> sleeps = new CopyOnWriteArrayList<>();
    private volatile Duration now = Duration.ofDays(1);
    private volatile Runnable whileAsleep = () -> {};

    /** Runs this at the beginning of every sleep. */
    void whileAsleep(Runnable action) {
        whileAsleep = action;
    }

    void advance(Duration time) {
        now = now.plus(time);
    }

    List<Duration> sleeps() {
        return List.copyOf(sleeps);
    }

    @Override
    public Duration now() {
        return now;
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        sleeps.add(time);
        advance(time);
        whileAsleep.run();
    }
}
