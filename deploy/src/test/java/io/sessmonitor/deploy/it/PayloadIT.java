package io.sessmonitor.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.runtime.MonitorApp;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures that are no longer in memory, or never were in Kafka, on a real broker. */
class PayloadIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final byte[] PICTURE = "a picture".getBytes(StandardCharsets.UTF_8);

    private static TestNet net;

    @BeforeAll
    static void start() {
        net = new TestNet();
    }

    @AfterAll
    static void stop() {
        net.close();
    }

    @Test
    void a_picture_that_has_expired_from_its_topic_fails_its_frame_and_no_other() throws Exception {
        net.createTopics("x.");
        try (FakeScorer scorer = new FakeScorer();
                MonitorApp app = MonitorApp.of(
                        net.config("x.", "payload.cache.bytes", "0", "links", "cam>near", "pairing.wait", "60s"),
                        scorer)) {
            app.start();
            net.write("x.", "cam", 0, null, PICTURE);
            await().atMost(LIMIT).until(() -> app.metrics().sent() == 1);
            expire("x.sent");
            net.write("x.", "cam", 0, "near", PICTURE);
            net.write("x.", "cam", 1, null, PICTURE);
            net.write("x.", "cam", 1, "near", PICTURE);
            await().atMost(LIMIT).until(() -> net.scores("x.").size() == 2);
            FrameScore expired = score("x.", 0);
            assertThat(expired.getOutcome()).isEqualTo(Outcome.FAILED);
            assertThat(expired.getReason())
                    .startsWith("sent picture: the picture at x.sent, partition ")
                    .contains("is no longer in the topic; its retention is too short");
            assertThat(score("x.", 1).getOutcome()).isEqualTo(Outcome.SCORED);
        }
    }

    @Test
    void pictures_larger_than_a_fetch_of_a_partition_come_through() throws Exception {
        net.createTopics("l.");
        byte[] large = new byte[3 << 20];
        try (FakeScorer scorer = new FakeScorer();
                MonitorApp app = MonitorApp.of(net.config("l."), scorer)) {
            for (int sequence = 0; sequence < 4; sequence++) {
                net.write("l.", "cam", sequence, null, large);
                net.write("l.", "cam", sequence, "rx", large);
                net.write("l.", "cam", sequence, "small", PICTURE);
            }
            app.start();
            await().atMost(LIMIT).until(() -> net.scores("l.").size() == 8);
            assertThat(net.scores("l.")).extracting(FrameScore::getOutcome).containsOnly(Outcome.SCORED);
        }
    }

    @Test
    void pictures_at_a_server_and_in_files_are_scored_and_a_server_that_hangs_holds_up_nothing_else(
            @TempDir Path folder) throws Exception {
        Path file = Files.write(folder.toRealPath().resolve("a.jpg"), PICTURE);
        net.createTopics("y.");
        CountDownLatch release = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/slow", exchange -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.createContext("/fast", exchange -> {
            exchange.sendResponseHeaders(200, PICTURE.length);
            exchange.getResponseBody().write(PICTURE);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        try (FakeScorer scorer = new FakeScorer();
                MonitorApp app = MonitorApp.of(
                        net.config(
                                "y.",
                                "payload.cache.bytes",
                                "0",
                                "payload.claim-private-hosts",
                                url,
                                "payload.claim-roots",
                                file.getParent().toString(),
                                "payload.claim-timeout",
                                "5m"),
                        scorer)) {
            app.start();
            String[] received = {url + "/slow", url + "/fast", file.toUri().toString(), "s3://bucket/a.jpg"};
            for (int sequence = 0; sequence < received.length; sequence++) {
                net.write("y.", "cam", sequence, null, PICTURE);
                net.writeClaim("y.", "cam", sequence, "near", received[sequence], PICTURE);
            }
            net.write("y.", "cam", 4, null, PICTURE);
            net.write("y.", "cam", 4, "near", PICTURE);
            await().atMost(LIMIT).until(() -> net.scores("y.").size() == 4);
            for (long sequence : new long[] {1, 2, 4}) {
                assertThat(score("y.", sequence).getScore()).isEqualTo(1);
            }
            assertThat(score("y.", 3).getReason()).contains("is none of file:, http: and https:");
            release.countDown();
            await().atMost(LIMIT).until(() -> net.scores("y.").size() == 5);
            assertThat(score("y.", 0).getReason())
                    .isEqualTo("received picture: claim check " + url
                            + "/slow cannot be read: its server answers with status 404");
        } finally {
            release.countDown();
            server.stop(0);
            threads.shutdownNow();
        }
    }

    @Test
    void frames_that_expired_before_anybody_read_them_keep_no_other_from_its_outcome() throws Exception {
        net.createTopics("z.");
        MonitorConfig config = net.config("z.", "links", "cam>near", "pairing.wait", "10s");
        try (FakeScorer scorer = new FakeScorer()) {
            try (MonitorApp app = MonitorApp.of(config, scorer)) {
                app.start();
                // Some on every partition, so that the group has a place in each.
                for (int sequence = 0; sequence < 12; sequence++) {
                    net.write("z.", "cam", sequence, null, PICTURE);
                    net.write("z.", "cam", sequence, "near", PICTURE);
                }
                await().atMost(LIMIT).until(() -> net.scores("z.").size() == 12);
                for (int sequence = 12; sequence < 24; sequence++) {
                    net.write("z.", "cam", sequence, null, PICTURE);
                }
                await().atMost(LIMIT).until(() -> app.metrics().sent() == 24);
            }
            for (int sequence = 12; sequence < 24; sequence++) {
                net.write("z.", "cam", sequence, "near", PICTURE);
            }
            expire("z.received");
            assertThat(net.scores("z.")).hasSize(12);
            try (MonitorApp app = MonitorApp.of(config, scorer)) {
                app.start();
                await().atMost(LIMIT).until(() -> net.scores("z.").size() == 24);
                assertThat(net.scores("z."))
                        .filteredOn(score -> score.getOutcome() == Outcome.MISSING)
                        .hasSize(12)
                        .allSatisfy(score -> assertThat(score.getSequence()).isGreaterThanOrEqualTo(12));
            }
        }
    }

    private static FrameScore score(String prefix, long sequence) throws Exception {
        return net.scores(prefix).stream()
                .filter(score -> score.getSequence() == sequence)
                .findFirst()
                .orElseThrow();
    }

    /** What retention does to all that is there. */
    private static void expire(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", net.bootstrapServers()))) {
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(60, TimeUnit.SECONDS)
                    .get(topic)
                    .partitions()
                    .forEach(partition -> all.put(
                            new TopicPartition(topic, partition.partition()), RecordsToDelete.beforeOffset(-1)));
            admin.deleteRecords(all).all().get(60, TimeUnit.SECONDS);
        }
    }
}
