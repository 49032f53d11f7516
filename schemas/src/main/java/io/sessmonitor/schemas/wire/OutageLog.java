package io.sessmonitor.schemas.wire;

import java.time.Duration;
import org.slf4j.Logger;

/**
 * Tells the operator about an outage without flooding the log: a warning when it begins, again after 10 s, 20 s, 40 s and so on up to
 * every 10 minutes, and one line when it is over. Shared by all threads that use a client; guarded by its own lock.
 */
final class OutageLog {

    private static final Duration FIRST_INTERVAL = Duration.ofSeconds(10);
    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(10);

    private final Logger log;
    private final Ticker ticker;
    private Duration since;
    private Duration nextLine;
    private Duration interval;

    OutageLog(Logger log, Ticker ticker) {
        this.log = log;
        this.ticker = ticker;
    }

    synchronized void failed(String why) {
        Duration now = ticker.now();
        if (since == null) {
            since = now;
            interval = FIRST_INTERVAL;
            nextLine = now.plus(interval);
            log.warn("Schema registry unavailable, waiting for it; nothing is lost meanwhile: {}", why);
        } else if (now.compareTo(nextLine) >= 0) {
            interval = interval.multipliedBy(2);
            if (interval.compareTo(LONGEST_INTERVAL) > 0) {
                interval = LONGEST_INTERVAL;
            }
            nextLine = now.plus(interval);
            log.warn(
                    "Schema registry still unavailable after {} s: {}",
                    now.minus(since).toSeconds(),
                    why);
        }
    }

    synchronized void answered() {
        if (since != null) {
            log.info(
                    "Schema registry is back after {} s",
                    ticker.now().minus(since).toSeconds());
            since = null;
        }
    }
}
