package io.sessmonitor.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.sessmonitor.deploy.testbed.PanZoomSource;
import io.sessmonitor.deploy.testbed.Photos;
import io.sessmonitor.deploy.testbed.codec.JpegCodec;
import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleCatalog;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.scorer.CalibratedScorer;
import io.sessmonitor.scorer.ScorerIdentity;
import io.sessmonitor.scorer.ScorerSettings;
import io.sessmonitor.scorer.SessScorer;
import io.sessmonitor.scorer.SessScorers;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.tune.Calibration;
import io.sessmonitor.scorer.tune.MonotoneMap;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.runtime.MonitorApp;
import io.sessmonitor.topology.runtime.StartupException;
import io.sessmonitor.topology.runtime.StartupException.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The monitor on a real broker and registry. */
class MonitorIT {

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
    void frames_go_in_and_scores_come_out() throws Exception {
        net.createTopics("a.");
        PanZoomSource camera = new PanZoomSource(Photos.bundled(), 1, 2, 320, 240);
        JpegCodec jpeg = new JpegCodec(90);
        try (SessScorer scorer = SessScorers.create(ScorerSettings.defaults());
                MonitorApp app = MonitorApp.of(net.config("a."), scorer)) {
            app.start();
            for (int sequence = 0; sequence < 3; sequence++) {
                byte[] sent = jpeg.encode(camera.frame(sequence));
                net.write("a.", "cam", sequence, null, sent);
                net.write("a.", "cam", sequence, "same", sent);
                net.write(
                        "a.",
                        "cam",
                        sequence,
                        "other",
                        jpeg.encode(camera.elsewhere().frame(sequence)));
            }
            net.write("a.", "bad", 0, null, jpeg.encode(camera.frame(0)));
            net.write("a.", "bad", 0, "broken", PICTURE);
            await().atMost(LIMIT).until(() -> net.scores("a.").size() >= 7);
            // Windows of three lengths for each of three links.
            await().atMost(LIMIT)
                    .until(() -> net.read("a.aggregates").stream()
                                    .map(window -> new String(window.key(), StandardCharsets.UTF_8))
                                    .distinct()
                                    .count()
                            >= 9);
            List<FrameScore> scores = net.scores("a.");
            assertThat(scores)
                    .filteredOn(score -> score.getReceiver().equals("same"))
                    .hasSize(3)
                    .allSatisfy(score -> {
                        assertThat(score.getOutcome()).isEqualTo(Outcome.SCORED);
                        assertThat(score.getScore()).isEqualTo(1);
                        assertThat(score.getBundle().getName()).isEqualTo("lite");
                        assertThat(score.getCapturedAt())
                                .isEqualTo(Instant.ofEpochSecond(1_700_000_000 + score.getSequence()));
                    });
            assertThat(scores)
                    .filteredOn(score -> score.getReceiver().equals("other"))
                    .hasSize(3)
                    .allSatisfy(score -> {
                        assertThat(score.getScore()).isBetween(0.0, 0.8);
                        assertThat(score.getExplanation().getObjects()).isNotEmpty();
                    });
            assertThat(scores)
                    .filteredOn(score -> score.getReceiver().equals("broken"))
                    .singleElement()
                    .satisfies(score -> {
                        assertThat(score.getOutcome()).isEqualTo(Outcome.UNDECODABLE);
                        assertThat(score.getReason()).isNotBlank();
                    });
        }
    }

    @Test
    void a_score_names_the_bundles_of_its_metrics_and_its_calibration(@TempDir Path folder) throws Exception {
        net.createTopics("m.");
        Bundle lite = BundleCatalog.open("lite");
        MonotoneMap map = new MonotoneMap(List.of(new MonotoneMap.Knot(0, 1), new MonotoneMap.Knot(1, 5)));
        ScorerIdentity maker = new ScorerIdentity(Profile.PAPER, lite.name(), lite.version(), lite.sha256(), "cpu");
        Path people = Files.writeString(folder.resolve("people.yaml"), Calibration.text(maker, map, null));
        Path learned = Path.of(System.getProperty("project.root"), "scorer/src/test/resources/learned/lpips");
        MonitorConfig config = net.config(
                "m.",
                "scoring.calibration",
                people.toString(),
                "scoring.metric-bundles",
                learned.toString(),
                "scoring.metrics",
                "psnr,lpips");
        byte[] picture = new JpegCodec(90).encode(new PanZoomSource(Photos.bundled(), 1, 2, 320, 240).frame(0));
        try (SessScorer scorer = CalibratedScorer.of(
                        SessScorers.create(config.scorerSettings()),
                        config.scoring().calibration());
                MonitorApp app = MonitorApp.of(config, scorer)) {
            app.start();
            net.write("m.", "cam", 0, null, picture);
            net.write("m.", "cam", 0, "same", picture);
            await().atMost(LIMIT).until(() -> !net.scores("m.").isEmpty());
        }
        FrameScore score = net.scores("m.").get(0);
        assertThat(score.getMetrics()).containsOnly(entry("psnr", 100.), entry("lpips", 0.), entry("calibrated", 5.));
        assertThat(score.getMetricBundles()).hasEntrySatisfying("lpips", bundle -> {
            assertThat(bundle.getName()).isEqualTo("mini-lpips");
            assertThat(bundle.getVersion()).isEqualTo("1");
            assertThat(bundle.getSha256()).matches("[0-9a-f]{64}");
        });
        assertThat(score.getCalibration())
                .isEqualTo(config.scoring().calibration().orElseThrow().id());
    }

    @Test
    void records_that_cannot_be_used_go_to_the_dead_letters_and_the_rest_goes_on() throws Exception {
        net.createTopics("c.");
        try (FakeScorer scorer = new FakeScorer();
                MonitorApp app = MonitorApp.of(net.config("c.", "links", "cam>near"), scorer)) {
            app.start();
            net.writeRaw("c.sent", "cam/0", "no wire format".getBytes(StandardCharsets.UTF_8));
            net.writeRaw("c.received", "cam/0", new byte[] {0, 0, 0, 0, 99, 1, 2, 3});
            net.writeRaw("c.sent", "cam/1", null);
            net.writeRaw("c.received", "cam/1", new byte[0]);
            net.write("c.", "cam", 2, null, PICTURE);
            net.write("c.", "cam", 2, "near", PICTURE);
            net.write("c.", "cam", 2, "stranger", PICTURE);
            await().atMost(LIMIT)
                    .until(() ->
                            net.scores("c.").size() == 1 && net.read("c.dlq").size() == 5);
            assertThat(net.scores("c.").get(0).getOutcome()).isEqualTo(Outcome.SCORED);
            assertThat(net.read("c.dlq"))
                    .extracting(letter -> header(letter, "dlq.topic") + " " + header(letter, "dlq.reason"))
                    .containsExactlyInAnyOrder(
                            "c.sent not-wire-format",
                            "c.received unknown-schema",
                            "c.sent no-value",
                            "c.received not-wire-format",
                            "c.received undeclared-link");
            assertThat(net.read("c.dlq")).allSatisfy(letter -> {
                assertThat(header(letter, "dlq.detail")).isNotBlank();
                assertThat(Long.parseLong(header(letter, "dlq.offset"))).isNotNegative();
            });
            assertThat(app.failure()).isEmpty();
        }
    }

    @Test
    void a_missing_topic_is_named_with_what_to_do() throws Exception {
        net.createTopics(Map.of("e.sent", 1, "e.scores", 1, "e.aggregates", 1, "e.dlq", 1), Map.of());
        assertThat(problemAtStart(net.config("e."))).satisfies(problem -> {
            assertThat(problem.problem()).isEqualTo(Problem.TOPIC_MISSING);
            assertThat(problem).hasMessageContaining("e.received").hasMessageContaining("topics.create");
        });
    }

    @Test
    void unequal_partition_counts_are_named() throws Exception {
        net.createTopics(Map.of("f.sent", 1, "f.received", 3, "f.scores", 1, "f.aggregates", 1, "f.dlq", 1), Map.of());
        assertThat(problemAtStart(net.config("f."))).satisfies(problem -> {
            assertThat(problem.problem()).isEqualTo(Problem.PARTITIONS_DIFFER);
            assertThat(problem).hasMessageContaining("f.sent has 1 partitions and f.received has 3");
        });
    }

    @Test
    void a_broker_and_a_registry_that_do_not_answer_are_named() throws Exception {
        net.createTopics("g.");
        assertThat(problemAtStart(net.config("g.", "registry.url", "http://127.0.0.1:1", "registry.wait", "1s"))
                        .problem())
                .isEqualTo(Problem.REGISTRY_UNREACHABLE);
        assertThat(problemAtStart(net.config(
                        "g.",
                        "kafka.bootstrap.servers",
                        "127.0.0.1:1",
                        "kafka.default.api.timeout.ms",
                        "2000",
                        "kafka.request.timeout.ms",
                        "1000")))
                .satisfies(problem -> {
                    assertThat(problem.problem()).isEqualTo(Problem.BROKER_UNREACHABLE);
                    assertThat(problem).hasMessageContaining("127.0.0.1:1");
                });
    }

    private static StartupException problemAtStart(MonitorConfig config) throws Exception {
        try (FakeScorer scorer = new FakeScorer();
                MonitorApp app = MonitorApp.of(config, scorer)) {
            StartupException[] problem = new StartupException[1];
            assertThatThrownBy(app::start).isInstanceOfSatisfying(StartupException.class, e -> problem[0] = e);
            return problem[0];
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
