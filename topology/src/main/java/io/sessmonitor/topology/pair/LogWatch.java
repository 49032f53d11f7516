package io.sessmonitor.topology.pair;

import org.apache.kafka.common.TopicPartition;

/**
 * Tells how far logs have been read, by looks at their ends. Looks are numbered in the order in which they begin. Safe for
 * use by many threads; no call waits for anything.
 */
public interface LogWatch {

    /** Number of the look that begins next: it sees whatever was written to any log before this call. */
    long nextLook();

    /**
     * Number of the latest look of which it is known that all it saw in this partition has been read, and committed; less
     * than any number if there is none. Asks for another look.
     */
    long readAt(TopicPartition partition);

    /**
     * Whether nobody could write to this partition until just now, so that its producers may still be on their way back.
     */
    boolean isAway(TopicPartition partition);
}
