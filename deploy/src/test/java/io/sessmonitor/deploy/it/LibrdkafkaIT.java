package io.sessmonitor.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.runtime.MonitorApp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Frames written by Python's confluent-kafka with librdkafka's default partitioner, which puts most keys elsewhere than
 * Java's. Skipped where no Python has that package; another Python than {@code python3} is named by the system property
 * {@code sess.python} or the environment's {@code SESS_PYTHON}.
 */
class LibrdkafkaIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PARTITIONS = 4;
    private static final int FRAMES = 60;

    private static String python;
    private static TestNet net;

    @BeforeAll
    static void start() throws Exception {
        python = System.getProperty("sess.python", System.getenv().getOrDefault("SESS_PYTHON", "python3"));
        assumeTrue(
                finds("import confluent_kafka"),
                python
                        + " with the package confluent-kafka is needed (pip install confluent-kafka; name another Python with"
                        + " -Dsess.python or SESS_PYTHON)");
        net = new TestNet();
    }

    @AfterAll
    static void stop() {
        if (net != null) {
            net.close();
        }
    }

    private static boolean finds(String module) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(python, "-c", module)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void produce(String prefix, int first, int end) throws Exception {
        Path script =
                Path.of(LibrdkafkaIT.class.getResource("librdkafka_producer.py").toURI());
        Process process = new ProcessBuilder(
                        python,
                        script.toString(),
                        net.bootstrapServers(),
                        prefix + "sent",
                        prefix + "received",
                        Integer.toString(first),
                        Integer.toString(end))
                .inheritIO()
                .start();
        try {
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static MonitorConfig config(String prefix, String policy) throws Exception {
        net.createTopics(
                Map.of(prefix + "sent", PARTITIONS, prefix + "received", PARTITIONS, prefix + "dlq", 1), Map.of());
        return net.config(
                prefix,
                "input.format",
                "raw",
                "pairing.key-policy",
                policy,
                "pairing.wait",
                "4s",
                "links",
                "cam>near,cam>far",
                "topics.exchange",
                prefix + "exchange",
                "topics.create",
                "true",
                "topics.partitions",
                "2");
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    /** Keys of the records that do not lie where Java's partitioner would have put them. */
    private static List<String> misplaced(Collection<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .filter(record -> Utils.toPositive(Utils.murmur2(record.key())) % PARTITIONS != record.partition())
                .map(LibrdkafkaIT::key)
                .toList();
    }

    private static Set<String> expected(IntStream sequences) {
        return sequences
                .boxed()
                .flatMap(sequence -> List.of(
                        "near " + sequence + " SCORED",
                        "far " + sequence + (sequence % 5 == 4 ? " MISSING" : " SCORED"))
                        .stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> outcomes(String prefix) throws Exception {
        return net.scores(prefix).stream()
                .map(score -> score.getReceiver() + " " + score.getSequence() + " " + score.getOutcome())
                .toList();
    }

    @Test
    void in_verify_mode_all_misplaced_records_are_dead_letters_that_name_the_setting() throws Exception {
        MonitorConfig config = config("v.", "verify");
        produce("v.", 0, FRAMES);
        List<ConsumerRecord<byte[], byte[]>> written = new ArrayList<>(net.read("v.sent"));
        written.addAll(net.read("v.received"));
        List<String> misplaced = misplaced(written);
        assertThat(misplaced).hasSizeGreaterThan(written.size() / 2);
        Set<String> rest = expected(IntStream.range(0, FRAMES).filter(i -> !misplaced.contains("cam/" + i)));
        try (FakeScorer scorer = new FakeScorer();
                MonitorApp app = MonitorApp.of(config, scorer)) {
            app.start();
            await().atMost(LIMIT)
                    .until(() -> net.read("v.dlq").size() >= misplaced.size()
                            && net.scores("v.").size() >= rest.size());
        }
        assertThat(net.read("v.dlq"))
                .hasSize(misplaced.size())
                .allSatisfy(letter -> {
                    assertThat(header(letter, "dlq.reason")).isEqualTo("wrong-partition");
                    assertThat(header(letter, "dlq.detail"))
                            .contains("pairing.key-policy", "partitioner=murmur2_random");
                    assertThat(letter.value()).isNotEmpty();
                })
                .extracting(LibrdkafkaIT::key)
                .containsExactlyInAnyOrderElementsOf(misplaced);
        assertThat(outcomes("v.")).containsExactlyInAnyOrderElementsOf(rest);
    }

    @Test
    void in_repartition_mode_every_frame_has_its_one_outcome() throws Exception {
        MonitorConfig config = config("r.", "repartition");
        // Half of it lies there when the monitor starts.
        produce("r.", 0, FRAMES / 2);
        try (FakeScorer scorer = new FakeScorer();
                MonitorApp app = MonitorApp.of(config, scorer)) {
            app.start();
            assertThat(app.awaitRunning(LIMIT)).isTrue();
            produce("r.", FRAMES / 2, FRAMES);
            await().atMost(LIMIT).until(() -> net.scores("r.").size() >= 2 * FRAMES);
            List<ConsumerRecord<byte[], byte[]>> written = new ArrayList<>(net.read("r.sent"));
            written.addAll(net.read("r.received"));
            assertThat(app.metrics().rerouted())
                    .isEqualTo(misplaced(written).size())
                    .isPositive();
        }
        assertThat(outcomes("r.")).containsExactlyInAnyOrderElementsOf(expected(IntStream.range(0, FRAMES)));
        assertThat(net.scores("r."))
                .filteredOn(score -> score.getOutcome() == Outcome.SCORED)
                .allMatch(score -> score.getScore() == 1);
        assertThat(net.read("r.dlq")).isEmpty();
        List<ConsumerRecord<byte[], byte[]>> passedOn = net.read("r.exchange");
        assertThat(misplaced(passedOn)).isEmpty();
        assertThat(passedOn)
                .isNotEmpty()
                .allSatisfy(record -> assertThat(record.value()).hasSizeLessThan(60));
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
