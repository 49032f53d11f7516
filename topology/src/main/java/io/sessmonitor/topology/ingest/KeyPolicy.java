package io.sessmonitor.topology.ingest;

import java.util.OptionalInt;
import org.apache.kafka.common.utils.Utils;

/**
 * Finds records that lie on another partition than the one their key belongs to; their partner would wait elsewhere.
 *
 * @param partitions partitions of both input topics; 0 turns the check off
 */
public record KeyPolicy(int partitions) {

    /** No check. */
    public static final KeyPolicy OFF = new KeyPolicy(0);

    /** The partition that Java's default partitioner puts a key on. */
    static int home(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    /** The partition a key belongs to if that is not the one it was read from. */
    public OptionalInt misplaced(byte[] key, int partition) {
        if (partitions == 0) {
            return OptionalInt.empty();
        }
        int home = home(key, partitions);
        return home == partition ? OptionalInt.empty() : OptionalInt.of(home);
    }
}
