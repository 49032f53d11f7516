package io.sessmonitor.topology.pair;

import java.util.HashMap;
import java.util.Map;

/**
 * The highest number of a block of finished frames that the store has, for each stream: sequence numbers mostly rise, and
 * what is above need not be looked up. Of at most {@link #MAX_STREAMS} streams; of others nothing is known. Used by one
 * stream thread only.
 */
final class HighestBlocks {

    static final int MAX_STREAMS = 4096;

    private final Map<String, Long> highest = new HashMap<>();
    /** Whether there are no other streams. */
    private boolean complete = true;

    /** A block is in the store. */
    void stored(String stream, long number) {
        if (highest.size() < MAX_STREAMS || highest.containsKey(stream)) {
            highest.merge(stream, number, Math::max);
        } else {
            complete = false;
        }
    }

    /** Whether the store may have a block; no means that it has not. */
    boolean mayHave(String stream, long number) {
        Long known = highest.get(stream);
        return known == null ? !complete : number <= known;
    }
}
