package io.sessmonitor.deploy.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sessmonitor.deploy.broker.EmbeddedBroker;
import io.sessmonitor.deploy.broker.EmbeddedRegistry;
import io.sessmonitor.schemas.Alert;
import io.sessmonitor.schemas.frame.AlertCodec;
import io.sessmonitor.schemas.wire.WireCodec;
import io.sessmonitor.schemas.wire.WireCodecs;
import io.sessmonitor.topology.config.MonitorConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Delivery of alerts from a real broker to local servers, and to a real Alertmanager where there is one. */
class NotifierIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static EmbeddedBroker broker;
    private static EmbeddedRegistry registry;
    private static WireCodec codec;

    @TempDir
    private Path folder;

    private final FakeTarget hook = new FakeTarget();
    private String prefix;
    private String topic;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.startTemporary();
        registry = EmbeddedRegistry.start(0);
        codec = WireCodecs.create(Map.of("registry.url", registry.url()));
    }

    @AfterAll
    static void stop() {
        codec.close();
        registry.close();
        broker.close();
    }

    @BeforeEach
    void topic(TestInfo test) {
        prefix = test.getTestMethod().orElseThrow().getName();
        topic = prefix + ".alerts";
        broker.createTopics(Map.of(topic, 2));
    }

    @AfterEach
    void closeHook() {
        hook.close();
    }

    private Notifier notifier(String... settings) throws Exception {
        Path rules =
                Files.writeString(folder.resolve("rules.yaml"), "rules: [{name: silent, kind: no-data, after: 30s}]");
        Map<String, String> flat = new TreeMap<>(Map.of(
                "kafka.bootstrap.servers",
                broker.bootstrapServers(),
                "kafka.application.id",
                prefix,
                "registry.url",
                registry.url(),
                "topics.alerts",
                topic,
                "rules.file",
                rules.toString(),
                "notify.longest-pause",
                "1s",
                "notify.request-timeout",
                "5s"));
        for (int i = 0; i < settings.length; i += 2) {
            flat.put(settings[i], settings[i + 1]);
        }
        Notifier notifier = new Notifier(MonitorConfig.of(flat));
        notifier.start();
        return notifier;
    }

    private KafkaProducer<byte[], byte[]> producer(String... settings) {
        Map<String, Object> properties = new TreeMap<>(Map.of("bootstrap.servers", broker.bootstrapServers()));
        for (int i = 0; i < settings.length; i += 2) {
            properties.put(settings[i], settings[i + 1]);
        }
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private ProducerRecord<byte[], byte[]> record(Alert alert) throws Exception {
        return new ProducerRecord<>(
                topic, alert.getRule().getBytes(StandardCharsets.UTF_8), new AlertCodec(codec).encode(topic, alert));
    }

    private void write(Alert... alerts) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (Alert alert : alerts) {
                producer.send(record(alert)).get();
            }
        }
    }

    /** The target has a request before the notifier has its answer and counts it. */
    private static void awaitStatus(Notifier notifier, String part) {
        await().atMost(LIMIT).until(() -> notifier.status().contains(part));
    }

    private static List<String> told(FakeTarget target) {
        List<String> told = new ArrayList<>();
        for (FakeTarget.Request request : target.requests()) {
            JsonNode alert = json(request.body());
            told.add(alert.path("rule").asText() + " " + alert.path("state").asText());
        }
        return told;
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    @Test
    void a_target_that_is_down_holds_up_no_other_and_gets_everything_when_it_is_back() throws Exception {
        try (FakeTarget down = new FakeTarget()) {
            down.stop();
            try (Notifier notifier = notifier("notify.webhook.urls", hook.url() + "," + down.url())) {
                // What begins and ends before a new target's worker is there is none of its business.
                write(Alerts.firing("first"));
                await().atMost(LIMIT)
                        .until(() -> notifier.status().contains("1 waiting, down")
                                && told(hook).contains("first firing"));
                write(Alerts.firing("a"), Alerts.pending("b"), Alerts.resolved("a"));
                await().atMost(LIMIT)
                        .untilAsserted(
                                () -> assertThat(told(hook)).containsExactly("first firing", "a firing", "a resolved"));
                assertThat(notifier.status()).contains("webhook 1 (http://127.0.0.1:", "down");
                down.begin();
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(told(down))
                                .containsSubsequence("a firing", "a resolved")
                                .contains("first firing"));
                await().atMost(LIMIT).until(() -> !notifier.status().contains("down"));
            }
        }
    }

    @Test
    void nothing_is_lost_over_restarts_while_the_target_is_down() throws Exception {
        hook.stop();
        String[] settings = {"notify.webhook.urls", hook.url().toString()};
        try (Notifier notifier = notifier(settings)) {
            write(Alerts.firing("a"));
            awaitStatus(notifier, "1 waiting, down");
        }
        write(Alerts.resolved("a"), Alerts.firing("b"));
        try (Notifier notifier = notifier(settings)) {
            awaitStatus(notifier, "3 waiting, down");
        }
        hook.begin();
        try (Notifier notifier = notifier(settings)) {
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(told(hook))
                            .containsSubsequence("a firing", "a resolved")
                            .contains("b firing"));
            awaitStatus(notifier, "3 delivered");
        }
        hook.requests().clear();
        write(Alerts.resolved("b"));
        try (Notifier notifier = notifier(settings)) {
            await().atMost(LIMIT).untilAsserted(() -> assertThat(told(hook)).containsExactly("b resolved"));
            awaitStatus(notifier, "1 delivered");
        }
    }

    @Test
    void a_target_that_is_added_is_told_of_what_fires_and_of_nothing_older() throws Exception {
        write(Alerts.firing("old"), Alerts.resolved("old"), Alerts.firing("a"));
        try (Notifier notifier = notifier("notify.webhook.urls", hook.url().toString())) {
            await().atMost(LIMIT).untilAsserted(() -> assertThat(told(hook)).containsExactly("a firing"));
            write(Alerts.resolved("a"));
            await().atMost(LIMIT).untilAsserted(() -> assertThat(told(hook)).containsExactly("a firing", "a resolved"));
            awaitStatus(notifier, "2 delivered");
        }
    }

    @Test
    void only_committed_alerts_count_and_what_is_none_is_skipped() throws Exception {
        try (Notifier notifier = notifier("notify.webhook.urls", hook.url().toString());
                KafkaProducer<byte[], byte[]> producer = producer("transactional.id", prefix)) {
            write(Alerts.firing("first"));
            await().atMost(LIMIT).until(() -> told(hook).contains("first firing"));
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(record(Alerts.firing("aborted")));
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, null, "no alert".getBytes(StandardCharsets.UTF_8)));
            producer.send(new ProducerRecord<>(topic, new byte[] {1}, null));
            producer.send(record(Alerts.firing("a")));
            producer.commitTransaction();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(told(hook)).containsExactly("first firing", "a firing"));
            awaitStatus(notifier, "2 unreadable");
        }
    }

    @Test
    void two_monitors_share_the_alerts_and_one_takes_over_from_the_other() throws Exception {
        String[] settings = {"notify.webhook.urls", hook.url().toString()};
        try (Notifier first = notifier(settings)) {
            try (Notifier second = notifier(settings)) {
                for (int i = 0; i < 20; i++) {
                    write(Alerts.firing("rule-" + i));
                }
                await().atMost(LIMIT).until(() -> told(hook).stream().distinct().count() == 20);
                assertThat(second.status()).contains("delivered");
            }
            write(Alerts.resolved("rule-0"), Alerts.resolved("rule-1"), Alerts.resolved("rule-2"));
            await().atMost(LIMIT)
                    .untilAsserted(() ->
                            assertThat(told(hook)).contains("rule-0 resolved", "rule-1 resolved", "rule-2 resolved"));
            assertThat(first.status()).doesNotContain("down");
        }
    }

    @Test
    void a_real_alertmanager_shows_an_alert_for_as_long_as_it_fires() throws Exception {
        String program = "prometheus-alertmanager";
        assumeTrue(onPath(program), program + " is not on the PATH");
        Path config = Files.writeString(
                folder.resolve("am.yml"),
                "global: {resolve_timeout: 4s}\n"
                        + "route: {receiver: hook, group_by: [alertname], group_wait: 0s, group_interval: 1s}\n"
                        + "receivers: [{name: hook, webhook_configs: [{url: '" + hook.url() + "'}]}]\n");
        int port = freePort();
        URI url = URI.create("http://127.0.0.1:" + port);
        Process alertmanager = new ProcessBuilder(
                        program,
                        "--config.file=" + config,
                        "--storage.path=" + folder.resolve("am"),
                        "--cluster.listen-address=",
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("am.log").toFile())
                .start();
        String[] settings = {"notify.alertmanager.urls", url.toString(), "notify.alertmanager.resend", "1s"};
        try {
            try (Notifier notifier = notifier(settings)) {
                // Written before it is up: it waits.
                write(Alerts.firing("meaning-degraded"), Alerts.firing("removed"), Alerts.pending("pending"));
                await().atMost(LIMIT)
                        .ignoreExceptionsInstanceOf(IOException.class)
                        .untilAsserted(
                                () -> assertThat(shown(url)).containsExactlyInAnyOrder("meaning-degraded", "removed"));
                JsonNode alert = alerts(url).get(0);
                assertThat(alert.path("labels").path("stream").asText()).isEqualTo("camera");
                assertThat(alert.path("labels").path("receiver").asText()).isEqualTo("near");
                assertThat(alert.path("labels").path("severity").asText()).isEqualTo("critical");
                assertThat(alert.path("labels").path("team").asText()).isEqualTo("link");
                assertThat(alert.path("annotations").path("value").asText()).isEqualTo("0.25");
                assertThat(alert.path("startsAt").asText()).startsWith("2024-05-01T10:00:30");
                // Longer than its resolve_timeout.
                await().during(Duration.ofSeconds(6))
                        .atMost(LIMIT)
                        .until(() -> shown(url).size() == 2);
                awaitStatus(notifier, "2 delivered");
            }
            try (Notifier notifier = notifier(settings)) {
                // What fires is known again after a restart, though it was delivered before.
                await().during(Duration.ofSeconds(6))
                        .atMost(LIMIT)
                        .until(() -> shown(url).size() == 2);
                write(Alerts.resolved("meaning-degraded"), Alerts.ended("removed"));
                await().atMost(LIMIT).until(() -> shown(url).isEmpty());
                awaitStatus(notifier, "2 delivered");
            }
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(hook.requests().stream()
                                    .map(request -> json(request.body()))
                                    .flatMap(body -> notifications(body).stream())
                                    .distinct())
                            .contains(
                                    "meaning-degraded firing",
                                    "removed firing",
                                    "meaning-degraded resolved",
                                    "removed resolved"));
        } finally {
            alertmanager.destroy();
            alertmanager.waitFor();
        }
    }

    private static List<String> notifications(JsonNode body) {
        List<String> all = new ArrayList<>();
        body.path("alerts")
                .forEach(alert -> all.add(alert.path("labels").path("alertname").asText() + " "
                        + alert.path("status").asText()));
        return all;
    }

    private static List<String> shown(URI alertmanager) throws Exception {
        List<String> names = new ArrayList<>();
        alerts(alertmanager)
                .forEach(alert ->
                        names.add(alert.path("labels").path("alertname").asText()));
        return names;
    }

    private static JsonNode alerts(URI alertmanager) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(alertmanager.resolve("/api/v2/alerts"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return json(response.body());
    }

    private static int freePort() throws IOException {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static boolean onPath(String program) {
        for (String folder : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(folder).resolve(program))) {
                return true;
            }
        }
        return false;
    }
}
