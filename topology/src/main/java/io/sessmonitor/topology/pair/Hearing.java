package io.sessmonitor.topology.pair;

import java.util.List;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds out whether all that had been written for one side at some moment has reached its task. Used by one stream thread
 * only.
 */
final class Hearing {

    private final LogWatch logs;
    private final List<TopicPartition> way;
    private int passed;
    private long look;

    /**
     * A hearing that has not begun.
     *
     * @param way the partitions that the side's records go through one after the other, the last one read by the task itself
     */
    Hearing(LogWatch logs, List<TopicPartition> way) {
        this.logs = logs;
        this.way = way;
    }

    /** The moment is now. */
    void begin() {
        passed = 0;
        look = logs.nextLook();
    }

    /** Whether all that had been written when it began has been read. Asks on if not. */
    boolean isOver() {
        while (passed < way.size() && logs.readAt(way.get(passed)) >= look) {
            // What was passed on from there is in the next log by now.
            passed++;
            look = logs.nextLook();
        }
        return passed == way.size();
    }

    /** Whether nobody could write to a partition on the way until just now. */
    boolean isAway() {
        for (TopicPartition partition : way) {
            if (logs.isAway(partition)) {
                return true;
            }
        }
        return false;
    }
}
