package io.sessmonitor.deploy.doctor;

import io.sessmonitor.topology.runtime.StartupException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the doctor asks a Kafka cluster. Each question throws {@link StartupException} if nobody answers or the answer is a
 * refusal; its message says what to do.
 */
interface ClusterView extends AutoCloseable {

    /**
     * The cluster as a whole.
     *
     * @param metadataVersion finalized level of the feature metadata.version, empty if the brokers do not tell
     * @param settings of one of the brokers; empty if this user may not read them
     */
    record Cluster(String id, int nodes, Optional<Integer> metadataVersion, Map<String, String> settings) {}

    /**
     * A topic.
     *
     * @param replicas of the partition that has the fewest
     * @param leaderless partitions without a leader at the moment
     * @param settings effective ones, the broker's defaults included; empty if this user may not read them
     */
    record Topic(int partitions, int replicas, int leaderless, Map<String, String> settings) {}

    /** A consumer group: its state for people, and how many members it has. */
    record Group(String state, int members) {}

    Cluster cluster() throws StartupException;

    /** A topic, or empty if it is not there. */
    Optional<Topic> topic(String name) throws StartupException;

    /**
     * The latest timestamp of any record of a topic, milliseconds since the epoch; empty if it has none, or the brokers
     * cannot tell.
     */
    OptionalLong newestTimestamp(String topic, int partitions) throws StartupException;

    /** A group, or empty if it is not there. */
    Optional<Group> group(String id) throws StartupException;

    /** Makes a transactional producer ready to begin, and closes it; nothing is written to any topic of ours. */
    void tryTransactions(String transactionalId) throws StartupException;

    /** Whether an earlier question had no answer, so that asking more would only take time. */
    boolean down();

    @Override
    void close();
}
