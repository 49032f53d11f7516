package io.sessmonitor.deploy.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewTopic;

/** The topics of a run, and how large they are on the broker's disk. */
final class Topics {

    static final String SENT = "frames.sent";
    static final String RECEIVED = "frames.received";
    static final String RESULTS = "sess.scores";
    static final int PARTITIONS = 4;

    private Topics() {}

    /** Makes the topics; when live, the broker's clock stamps the inputs, so that the producer's linger is not counted. */
    static void create(Admin admin, boolean live) throws ExecutionException, InterruptedException {
        Map<String, String> in = Map.of("message.timestamp.type", live ? "LogAppendTime" : "CreateTime");
        admin.createTopics(List.of(
                        new NewTopic(SENT, PARTITIONS, (short) 1).configs(in),
                        new NewTopic(RECEIVED, PARTITIONS, (short) 1).configs(in),
                        new NewTopic(RESULTS, PARTITIONS, (short) 1),
                        new NewTopic("sess.aggregates", PARTITIONS, (short) 1),
                        new NewTopic("sess.dlq", 1, (short) 1)))
                .all()
                .get();
    }

    /** Bytes of each topic's log. */
    static Map<String, Long> bytes(Admin admin) throws ExecutionException, InterruptedException {
        Map<String, Long> bytes = new HashMap<>();
        for (LogDirDescription folder :
                admin.describeLogDirs(List.of(1)).allDescriptions().get().get(1).values()) {
            folder.replicaInfos().forEach((at, replica) -> bytes.merge(at.topic(), replica.size(), Long::sum));
        }
        return bytes;
    }
}
