package io.sessmonitor.deploy.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sessmonitor.deploy.broker.EmbeddedRegistry;
import io.sessmonitor.deploy.doctor.Finding.Level;
import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleCatalog;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.wire.RegistryClient;
import io.sessmonitor.schemas.wire.WireCodec;
import io.sessmonitor.schemas.wire.WireCodecs;
import io.sessmonitor.scorer.ScorerIdentity;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.tune.Calibration;
import io.sessmonitor.scorer.tune.MonotoneMap;
import io.sessmonitor.topology.config.MonitorConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final FrameScore SCORE = FrameScore.newBuilder()
            .setStream("cam")
            .setReceiver("near")
            .setSequence(0)
            .setCapturedAt(Instant.EPOCH)
            .setOutcome(Outcome.MISSING)
            .build();

    private final FakeCluster cluster = new FakeCluster();

    @Test
    void a_cluster_as_it_should_be_has_no_problem_and_nothing_to_note() throws Exception {
        for (Check check : brokerChecks()) {
            assertThat(run(check)).isNotEmpty().allMatch(finding -> finding.level() == Level.OK);
        }
        assertThat(run(new TopicsCheck())).hasSize(5);
    }

    @Test
    void missing_topics_are_a_problem_unless_the_monitor_creates_them() throws Exception {
        cluster.topics.remove("frames.sent");
        cluster.topics.remove("sess.dlq");
        assertThat(problems(new TopicsCheck()))
                .singleElement()
                .asString()
                .contains("frames.sent, sess.dlq are not there")
                .contains("topics.create");
        assertThat(problems(new TopicsCheck(), "topics.create", "true")).isEmpty();
        assertThat(run(new TopicsCheck(), "topics.create", "true"))
                .anyMatch(finding ->
                        finding.level() == Level.NOTE && finding.text().contains("sess.dlq"));
    }

    @Test
    void unequal_partitions_of_the_inputs_are_a_problem() throws Exception {
        cluster.topic("frames.received", 5, Map.of());
        assertThat(problems(new TopicsCheck()))
                .singleElement()
                .asString()
                .contains("frames.sent has 4 partitions and frames.received has 5");
    }

    @Test
    void the_detour_must_have_a_partition_for_each_of_the_inputs() throws Exception {
        assertThat(problems(new TopicsCheck(), "pairing.key-policy", "repartition"))
                .singleElement()
                .asString()
                .contains("Topic sess.exchange is not there");
        cluster.topic("sess.exchange", 3, Map.of());
        assertThat(problems(new TopicsCheck(), "pairing.key-policy", "repartition"))
                .singleElement()
                .asString()
                .contains("sess.exchange has 3 partitions and frames.sent has 4");
        cluster.topic("sess.exchange", 4, Map.of());
        assertThat(problems(new TopicsCheck(), "pairing.key-policy", "repartition"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"compact", "'compact,delete'"})
    void a_compacted_topic_is_a_problem_whichever_it_is(String policy) throws Exception {
        cluster.topic("frames.sent", 4, Map.of("cleanup.policy", policy));
        cluster.topic("sess.scores", 4, Map.of("cleanup.policy", policy));
        assertThat(problems(new TopicsCheck()))
                .hasSize(2)
                .allMatch(text -> text.contains("cleanup.policy is " + policy) && text.contains("set it to delete"));
    }

    @Test
    void retention_of_an_input_is_held_against_waiting_scoring_and_a_restart() throws Exception {
        cluster.topic("frames.sent", 4, Map.of("retention.ms", "60000"));
        assertThat(problems(new TopicsCheck()))
                .singleElement()
                .asString()
                .contains("frames.sent: retention.ms is 1m", "425s", "425000 or more");
        cluster.topic("frames.sent", 4, Map.of("retention.ms", "425000"));
        assertThat(problems(new TopicsCheck())).isEmpty();
        assertThat(run(new TopicsCheck()))
                .anyMatch(finding ->
                        finding.level() == Level.NOTE && finding.text().contains("pairing.remember (10m)"));
        assertThat(problems(new TopicsCheck(), "pairing.wait", "10m")).hasSize(1);
    }

    @Test
    void endless_retention_and_short_retention_of_scores_are_fine() throws Exception {
        cluster.topic("frames.sent", 4, Map.of("retention.ms", "-1"));
        cluster.topic("sess.scores", 4, Map.of("retention.ms", "1000"));
        assertThat(run(new TopicsCheck())).allMatch(finding -> finding.level() == Level.OK);
    }

    @Test
    void a_topic_nobody_can_write_to_is_a_problem() throws Exception {
        cluster.topic("sess.scores", 4, Map.of("min.insync.replicas", "4"));
        cluster.topics.put("sess.dlq", new ClusterView.Topic(4, 3, 2, Map.of()));
        assertThat(problems(new TopicsCheck()))
                .hasSize(2)
                .anyMatch(text -> text.contains("min.insync.replicas is 4"))
                .anyMatch(text -> text.contains("2 of 4 partitions without a leader"));
    }

    @Test
    void record_sizes_are_held_against_the_settings_and_the_dead_letters() throws Exception {
        cluster.topic("frames.sent", 4, Map.of("max.message.bytes", "1048588"));
        assertThat(problems(new TopicsCheck())).isEmpty();
        assertThat(run(new TopicsCheck()))
                .anyMatch(finding -> finding.level() == Level.NOTE
                        && finding.text().contains("frames.sent: max.message.bytes is 1048588"));
        cluster.topic("sess.dlq", 4, Map.of("max.message.bytes", "1048588"));
        assertThat(problems(new TopicsCheck())).singleElement().asString().contains("Topic sess.dlq takes records of");
    }

    @Test
    void a_refused_question_does_not_hide_the_other_topics() throws Exception {
        cluster.refusals.put("frames.sent", "may not");
        cluster.topic("sess.scores", 4, Map.of("cleanup.policy", "compact"));
        assertThat(problems(new TopicsCheck())).hasSize(2).contains("may not");
    }

    @Test
    void a_broker_that_is_down_is_not_asked_again() throws Exception {
        cluster.down = true;
        for (Check check : brokerChecks()) {
            assertThat(run(check)).singleElement().satisfies(finding -> {
                assertThat(finding.level()).isEqualTo(Level.NOTE);
                assertThat(finding.text()).contains("not checked");
            });
        }
    }

    @Test
    void members_of_our_group_are_noted_and_refused_transactions_are_a_problem() throws Exception {
        cluster.group = Optional.of(new ClusterView.Group("Stable", 2));
        cluster.refusals.put("transactions", "no");
        assertThat(run(new GroupCheck())).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.NOTE);
            assertThat(finding.text()).contains("2 stream thread(s) work as sess-monitor");
        });
        assertThat(problems(new TransactionsCheck()))
                .singleElement()
                .asString()
                .contains("transaction.state.log.replication.factor");
    }

    @Test
    void a_broker_that_takes_smaller_requests_than_our_records_is_a_problem() throws Exception {
        cluster.cluster =
                new ClusterView.Cluster("fake", 1, Optional.empty(), Map.of("socket.request.max.bytes", "1000"));
        assertThat(problems(new BrokerCheck())).singleElement().asString().contains("socket.request.max.bytes is 1000");
    }

    @Test
    void a_schema_is_found_taken_incompatible_or_missing() throws Exception {
        try (EmbeddedRegistry registry = EmbeddedRegistry.start(0)) {
            String[] taken = {"registry.url", registry.url()};
            String[] lookUp = {"registry.url", registry.url(), "registry.register", "false"};
            assertThat(run(new RegistryCheck(), taken))
                    .hasSize(4)
                    .allMatch(finding ->
                            finding.level() == Level.OK && finding.text().contains("would be taken"));
            assertThat(problems(new RegistryCheck(), lookUp))
                    .hasSize(2)
                    .allMatch(text -> text.contains("registry.register"))
                    .anyMatch(text -> text.startsWith("sess.scores-value"))
                    .anyMatch(text -> text.startsWith("sess.aggregates-value"));
            // As the monitor itself does it.
            try (WireCodec codec = WireCodecs.create(Map.of("registry.url", registry.url()))) {
                codec.encode("sess.scores", SCORE);
            }
            assertThat(problems(new RegistryCheck(), lookUp))
                    .singleElement()
                    .asString()
                    .startsWith("sess.aggregates-value");
            RegistryClient client = new RegistryClient(Map.of("registry.url", registry.url()));
            Schema other = SchemaBuilder.record("Frame")
                    .fields()
                    .requiredLong("stream")
                    .endRecord();
            client.register("frames.sent-value", other);
            assertThat(problems(new RegistryCheck(), taken))
                    .singleElement()
                    .asString()
                    .contains("frames.sent-value: our schema Frame is not compatible");
            assertThat(problems(new RegistryCheck(), "registry.url", registry.url(), "input.format", "raw"))
                    .isEmpty();
        }
    }

    @Test
    void a_registry_that_takes_any_schema_of_frames_is_noted() throws Exception {
        try (EmbeddedRegistry registry = EmbeddedRegistry.start(0)) {
            HttpRequest none = HttpRequest.newBuilder(URI.create(registry.url() + "/config"))
                    .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\": \"NONE\"}"))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(none, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(run(new RegistryCheck(), "registry.url", registry.url()))
                    .filteredOn(finding -> finding.level() == Level.NOTE)
                    .extracting(Finding::text)
                    .hasSize(2)
                    .allMatch(text -> text.contains("compatibility NONE"));
        }
    }

    @Test
    void brokers_that_do_not_tell_their_version_are_noted() throws Exception {
        cluster.cluster = new ClusterView.Cluster("fake", 1, Optional.empty(), Map.of());
        assertThat(run(new BrokerCheck()))
                .extracting(Finding::level)
                .as("what they are is said beside")
                .containsExactly(Level.OK, Level.NOTE);
    }

    @Test
    void this_machine_says_its_versions() throws Exception {
        assertThat(run(new SystemCheck(2, 4L << 30)))
                .singleElement()
                .matches(finding -> finding.text().matches("sess-monitor .*, Kafka Streams \\d.*, Java \\d.*"));
    }

    @Test
    void timestamps_of_the_future_are_noted() throws Exception {
        Instant now = Instant.parse("2026-03-01T12:00:00Z");
        ClocksCheck check = new ClocksCheck(Clock.fixed(now, ZoneOffset.UTC));
        cluster.newestTimestamp = OptionalLong.of(now.toEpochMilli() + 5000);
        assertThat(run(check)).hasSize(2).allMatch(finding -> finding.level() == Level.OK);
        cluster.newestTimestamp = OptionalLong.of(now.toEpochMilli() + 3_600_000);
        assertThat(run(check)).hasSize(2).allSatisfy(finding -> {
            assertThat(finding.level()).isEqualTo(Level.NOTE);
            assertThat(finding.text()).contains("3600 s ahead", "LogAppendTime");
        });
    }

    @Test
    void inputs_whose_timestamps_mean_different_things_are_noted() throws Exception {
        cluster.topic("frames.sent", 4, Map.of("message.timestamp.type", "CreateTime"));
        cluster.topic("frames.received", 4, Map.of("message.timestamp.type", "LogAppendTime"));
        assertThat(run(new TopicsCheck()))
                .filteredOn(finding -> finding.level() == Level.NOTE)
                .singleElement()
                .matches(finding -> finding.text().contains("message.timestamp.type is CreateTime for frames.sent"));
    }

    @Test
    void a_registry_that_is_down_and_one_that_is_not_ours_to_ask() throws Exception {
        Finding down = Stream.of(new RegistryCheck())
                .flatMap(check ->
                        check.run(context(Duration.ofMillis(200), "registry.url", "http://127.0.0.1:1")).stream())
                .findFirst()
                .orElseThrow();
        assertThat(down.level()).isEqualTo(Level.PROBLEM);
        assertThat(down.text()).contains("no schema registry answers at http://127.0.0.1:1", "check registry.url");
        assertThat(run(new RegistryCheck(), "registry.codec", "com.example.Codec"))
                .singleElement()
                .matches(finding -> finding.level() == Level.NOTE);
    }

    @Test
    void those_who_are_told_of_alerts_are_looked_for(@TempDir Path folder) throws Exception {
        assertThat(run(new NotifyCheck())).singleElement().matches(f -> f.text().contains("no rules"));
        String rules = Files.writeString(
                        folder.resolve("rules.yaml"), "rules: [{name: silent, kind: no-data, after: 30s}]")
                .toString();
        assertThat(run(new NotifyCheck(), "rules.file", rules))
                .singleElement()
                .matches(f -> f.level() == Level.OK && f.text().contains("sess.alerts only"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/good/api/v2/status", exchange -> {
            byte[] status = "{\"versionInfo\":{\"version\":\"0.25.0\"}}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, status.length);
            exchange.getResponseBody().write(status);
            exchange.close();
        });
        List<String> methods = new CopyOnWriteArrayList<>();
        server.createContext("/", exchange -> {
            methods.add(exchange.getRequestMethod());
            exchange.sendResponseHeaders(405, -1);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            List<Finding> found = run(
                    new NotifyCheck(),
                    "rules.file",
                    rules,
                    "notify.alertmanager.urls",
                    url + "/good," + url + "/hook,http://127.0.0.1:1",
                    "notify.webhook.urls",
                    url + "/hook/hunter2");
            assertThat(found)
                    .extracting(Finding::level)
                    .containsExactly(Level.OK, Level.PROBLEM, Level.PROBLEM, Level.OK);
            assertThat(found.get(0).text()).contains("alertmanager 1 (" + url + ") answers, version 0.25.0");
            assertThat(found.get(1).text())
                    .contains("is not an Alertmanager with API v2, it answers with status 405", "check notify.");
            assertThat(found.get(2).text()).contains("cannot be reached", "check notify.alertmanager.urls");
            assertThat(found.get(3).text())
                    .contains("can be reached (status 405")
                    .doesNotContain("hunter2");
            assertThat(methods).as("nobody is told of anything").containsExactly("GET", "OPTIONS");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void more_pictures_than_heap_are_a_problem() throws Exception {
        assertThat(new SystemCheck(2, 256 << 20).run(context(PATIENCE)))
                .anyMatch(finding ->
                        finding.level() == Level.PROBLEM && finding.text().contains("payload.cache.bytes"));
        assertThat(new SystemCheck(2, 4L << 30).run(context(PATIENCE))).allMatch(f -> f.level() == Level.OK);
    }

    @Test
    void the_state_folder_is_tried_and_left_as_it_was(@TempDir Path folder) throws Exception {
        Path inside = folder.resolve("not/there/yet");
        assertThat(problems(new StateFolderCheck(), "kafka.state.dir", inside.toString()))
                .isEmpty();
        assertThat(folder).isEmptyDirectory();
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThat(problems(
                        new StateFolderCheck(),
                        "kafka.state.dir",
                        file.resolve("state").toString()))
                .singleElement()
                .asString()
                .contains("is a file", "kafka.state.dir");
    }

    @Test
    void the_bundle_and_the_device_are_tried() throws Exception {
        assertThat(run(new ModelsCheck())).singleElement().matches(f -> f.level() == Level.OK);
        assertThat(problems(new ModelsCheck(), "scoring.bundle", "litte"))
                .singleElement()
                .asString()
                .contains("'lite'");
        assertThat(run(new DeviceCheck(), "scoring.device", "cpu"))
                .singleElement()
                .matches(finding -> finding.text().contains("networks run on cpu"));
    }

    @Test
    void bundles_of_metrics_are_loaded_and_the_calibration_must_fit_the_scores(@TempDir Path folder) throws Exception {
        String lpips = Path.of(System.getProperty("project.root"), "scorer/src/test/resources/learned/lpips")
                .toString();
        Bundle lite = BundleCatalog.open("lite");
        String mine = calibration(folder.resolve("mine.yaml"), lite.sha256());
        String other = calibration(folder.resolve("other.yaml"), "ab".repeat(32));

        assertThat(run(
                        new ModelsCheck(),
                        "scoring.metric-bundles",
                        lpips,
                        "scoring.metrics",
                        "psnr,lpips",
                        "scoring.calibration",
                        mine))
                .hasSize(3)
                .allMatch(finding -> finding.level() == Level.OK)
                .anyMatch(finding -> finding.text().contains("metric lpips: bundle mini-lpips 1"))
                .anyMatch(finding -> finding.text().contains("is for profile paper and bundle lite"));
        assertThat(run(new ModelsCheck(), "scoring.metric-bundles", lpips))
                .anyMatch(finding -> finding.level() == Level.NOTE
                        && finding.text().contains("the metric is not among scoring.metrics"));
        assertThat(problems(new ModelsCheck(), "scoring.calibration", other))
                .singleElement()
                .asString()
                .contains("scoring.calibration: ", "was fitted for another bundle");
    }

    @Test
    void a_metric_bundle_whose_network_does_not_load_is_a_problem(@TempDir Path folder) throws Exception {
        Path learned = Path.of(System.getProperty("project.root"), "scorer/src/test/resources/learned/lpips");
        byte[] network = "no network".getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve("lpips.onnx"), network);
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(network));
        Files.writeString(
                folder.resolve("bundle.yaml"),
                Files.readString(learned.resolve("bundle.yaml"))
                        .replaceFirst("sha256: [0-9a-f]{64}", "sha256: " + sha256)
                        .replaceFirst("size: \\d+", "size: " + network.length));

        assertThat(problems(new ModelsCheck(), "scoring.metric-bundles", folder.toString(), "scoring.metrics", "lpips"))
                .singleElement()
                .asString()
                .contains("scoring.metric-bundles: bundle 'mini-lpips'", "cannot be loaded");
    }

    private static String calibration(Path file, String bundleSha256) throws Exception {
        MonotoneMap map = new MonotoneMap(List.of(new MonotoneMap.Knot(0, 1), new MonotoneMap.Knot(1, 5)));
        ScorerIdentity maker = new ScorerIdentity(Profile.PAPER, "lite", "1", bundleSha256, "cpu");
        return Files.writeString(file, Calibration.text(maker, map, null)).toString();
    }

    @Test
    void a_kafka_setting_that_kafka_refuses_is_a_problem() throws Exception {
        assertThat(problems(new ConfigurationCheck())).isEmpty();
        assertThat(problems(new ConfigurationCheck(), "kafka.num.stream.threads", "many"))
                .singleElement()
                .asString()
                .contains("num.stream.threads");
    }

    @Test
    void a_check_that_fails_itself_is_a_problem_and_the_next_is_run() throws Exception {
        Check broken = new Check() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public List<Finding> run(DoctorContext context) {
                throw new IllegalStateException("oops");
            }
        };
        List<Finding> found = new ArrayList<>();
        Doctor.run(List.of(broken, new GroupCheck()), context(PATIENCE), found::add);
        assertThat(found).extracting(Finding::level).containsExactly(Level.PROBLEM, Level.OK);
        assertThat(found.get(0).text()).contains("oops");
    }

    private static List<Check> brokerChecks() {
        return List.of(
                new BrokerCheck(), new TopicsCheck(), new ClocksCheck(), new GroupCheck(), new TransactionsCheck());
    }

    private List<Finding> run(Check check, String... settings) throws Exception {
        return check.run(context(PATIENCE, settings));
    }

    private List<String> problems(Check check, String... settings) throws Exception {
        return run(check, settings).stream()
                .filter(finding -> finding.level() == Level.PROBLEM)
                .map(Finding::text)
                .toList();
    }

    private DoctorContext context(Duration patience, String... settings) {
        Map<String, String> flat = new TreeMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            flat.put(settings[i], settings[i + 1]);
        }
        try {
            return new DoctorContext(MonitorConfig.of(flat), cluster, patience);
        } catch (io.sessmonitor.topology.config.MonitorConfigException e) {
            throw new AssertionError(e);
        }
    }
}
