package io.sessmonitor.topology.pair;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Logs that are read to their ends at once, but for those that stall or are looked at by hand. */
public final class FakeLogs implements LogWatch {

    private final Map<TopicPartition, Long> read = new HashMap<>();
    private final Set<TopicPartition> away = new HashSet<>();
    private long next;

    /** Hearings of the topics {@code sent} and {@code received} with so many partitions. */
    List<Hearing> hearings(int partitions) {
        List<Hearing> hearings = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            hearings.add(new Hearing(this, List.of(new TopicPartition("sent", partition))));
            hearings.add(new Hearing(this, List.of(new TopicPartition("received", partition))));
        }
        return hearings;
    }

    /** Nothing more of it is read. */
    public void stall(TopicPartition partition) {
        read.put(partition, Long.MIN_VALUE);
    }

    /** Nobody can write to it any more. */
    void goAway(TopicPartition partition) {
        stall(partition);
        away.add(partition);
    }

    /** Its producers have noticed that they can. */
    void comeBack(TopicPartition partition) {
        away.remove(partition);
    }

    public void resume(TopicPartition partition) {
        read.remove(partition);
    }

    /** The next look at the end of a log that is looked at by hand; all it saw has been read. */
    void look(TopicPartition partition) {
        read.put(partition, next++);
    }

    @Override
    public long nextLook() {
        return next;
    }

    @Override
    public boolean isAway(TopicPartition partition) {
        return away.contains(partition);
    }

    @Override
    public long readAt(TopicPartition partition) {
        return read.getOrDefault(partition, Long.MAX_VALUE);
    }
}
