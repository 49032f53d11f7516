package io.sessmonitor.topology.payload;

import io.sessmonitor.schemas.envelope.PayloadRef;
import java.util.function.Consumer;

/** Gets pictures that are no longer, or never were, in memory. Safe for use by many threads. */
public interface PayloadFetcher {

    /**
     * Asks for a picture without waiting.
     *
     * @param then told the result once, on another thread; must not wait
     * @return false if too much is asked for already: try again later
     */
    boolean fetch(PayloadRef ref, Consumer<Fetched> then);
}
