package io.sessmonitor.deploy.doctor;

import io.sessmonitor.topology.runtime.StartupException;
import io.sessmonitor.topology.runtime.StartupException.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A cluster made by hand: as it should be until a test changes it. */
final class FakeCluster implements ClusterView {

    final Map<String, Topic> topics = new TreeMap<>();
    final Map<String, String> refusals = new TreeMap<>();
    Cluster cluster = new Cluster("fake", 3, Optional.of(29), Map.of("message.max.bytes", "1048588"));
    Optional<Group> group = Optional.empty();
    OptionalLong newestTimestamp = OptionalLong.empty();
    boolean down;

    FakeCluster() {
        for (String name :
                new String[] {"frames.sent", "frames.received", "sess.scores", "sess.aggregates", "sess.dlq"}) {
            topic(name, 4, Map.of());
        }
    }

    /** A topic with three replicas, kept for a week, and these settings over the usual ones. */
    void topic(String name, int partitions, Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(Map.of(
                "cleanup.policy", "delete",
                "retention.ms", "604800000",
                "retention.bytes", "-1",
                "max.message.bytes", Integer.toString((16 << 20) + (128 << 10)),
                "min.insync.replicas", "2"));
        all.putAll(settings);
        topics.put(name, new Topic(partitions, 3, 0, all));
    }

    @Override
    public Cluster cluster() throws StartupException {
        refuse("cluster");
        return cluster;
    }

    @Override
    public Optional<Topic> topic(String name) throws StartupException {
        refuse(name);
        return Optional.ofNullable(topics.get(name));
    }

    @Override
    public OptionalLong newestTimestamp(String topic, int partitions) throws StartupException {
        refuse(topic);
        return newestTimestamp;
    }

    @Override
    public Optional<Group> group(String id) throws StartupException {
        refuse("group");
        return group;
    }

    @Override
    public void tryTransactions(String transactionalId) throws StartupException {
        refuse("transactions");
    }

    private void refuse(String question) throws StartupException {
        if (refusals.containsKey(question)) {
            throw new StartupException(Problem.BROKER_REFUSED, refusals.get(question));
        }
    }

    @Override
    public boolean down() {
        return down;
    }

    @Override
    public void close() {}
}
