package io.sessmonitor.deploy.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.deploy.broker.EmbeddedBroker;
import io.sessmonitor.deploy.broker.EmbeddedRegistry;
import io.sessmonitor.deploy.cli.Console;
import io.sessmonitor.deploy.cli.ExitCodes;
import io.sessmonitor.deploy.cli.SessMonitorCommand;
import io.sessmonitor.deploy.doctor.Finding.Level;
import io.sessmonitor.topology.config.MonitorConfig;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor on a real broker and registry. */
class DoctorIT {

    /** For answers that are expected; long, because a busy machine is no finding. */
    private static final Duration LONG = Duration.ofSeconds(60);

    private static final Duration SHORT = Duration.ofMillis(500);

    @TempDir
    private Path folder;

    private static EmbeddedBroker broker;
    private static EmbeddedRegistry registry;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.startTemporary();
        registry = EmbeddedRegistry.start(0);
    }

    @AfterAll
    static void stop() {
        registry.close();
        broker.close();
    }

    @Test
    void a_healthy_set_up_has_no_problem_and_every_check_has_its_say() throws Exception {
        broker.createTopics(Map.of("a.sent", 2, "a.received", 2, "a.scores", 2, "a.aggregates", 2, "a.dlq", 1));
        List<Finding> found = examine(LONG, settings("a."));
        assertThat(found).noneMatch(finding -> finding.level() == Level.PROBLEM);
        assertThat(found)
                .extracting(Finding::check)
                .containsSubsequence(
                        "system",
                        "configuration",
                        "state",
                        "models",
                        "device",
                        "broker",
                        "topics",
                        "clocks",
                        "group",
                        "transactions",
                        "registry");
        assertThat(text(found, "broker")).contains("1 broker", "metadata.version");
        assertThat(text(found, "topics")).contains("a.sent: 2 partitions, 1 replica, kept 168h");
        assertThat(text(found, "clocks")).contains("a.sent: no record yet");
        assertThat(text(found, "transactions")).contains("possible");
        assertThat(text(found, "registry")).contains("a.aggregates-value: our schema LinkAggregate");
    }

    @Test
    void a_record_of_the_future_is_found() throws Exception {
        broker.createTopics(Map.of("f.sent", 2, "f.received", 2, "f.scores", 2, "f.aggregates", 2, "f.dlq", 1));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            long ahead = System.currentTimeMillis() + 1_800_000;
            producer.send(new ProducerRecord<>("f.sent", 1, ahead, new byte[0], new byte[0]))
                    .get();
        }
        assertThat(text(examine(LONG, settings("f.")), "clocks"))
                .contains("f.sent: its newest record is stamped", "f.received: no record yet");
    }

    @Test
    void whatever_is_wrong_with_topics_is_found_at_once() throws Exception {
        broker.createTopics(Map.of("b.received", 3, "b.aggregates", 2, "b.dlq", 1));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("b.sent", 2, (short) 1)
                            .configs(Map.of("cleanup.policy", "compact", "retention.ms", "1000"))))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
        assertThat(problems(examine(LONG, settings("b."))))
                .hasSize(4)
                .anyMatch(text -> text.contains("Topic b.scores is not there"))
                .anyMatch(text -> text.contains("b.sent has 2 partitions and b.received has 3"))
                .anyMatch(text -> text.contains("b.sent: cleanup.policy is compact"))
                .anyMatch(text -> text.contains("b.sent: retention.ms is 1s"));
    }

    @Test
    void a_registry_that_is_down_hides_nothing_else() throws Exception {
        broker.createTopics(Map.of("c.sent", 1, "c.received", 1, "c.scores", 1, "c.aggregates", 1, "c.dlq", 1));
        Map<String, String> settings = settings("c.");
        settings.put("registry.url", "http://127.0.0.1:1");
        List<Finding> found = examine(LONG, settings);
        assertThat(problems(found)).singleElement().asString().contains("no schema registry answers");
        assertThat(text(found, "topics")).contains("c.sent: 1 partition");
    }

    @Test
    void a_broker_that_is_down_is_said_once_and_the_registry_is_still_looked_at() throws Exception {
        Map<String, String> settings = settings("d.");
        settings.put("kafka.bootstrap.servers", "127.0.0.1:1");
        List<Finding> found = examine(SHORT, settings);
        assertThat(problems(found)).singleElement().asString().contains("No Kafka broker answers at 127.0.0.1:1");
        assertThat(text(found, "transactions")).contains("not checked");
        assertThat(text(found, "registry")).contains("would be taken");
    }

    @Test
    void the_command_prints_a_line_for_each_finding_and_ends_with_1_for_problems() throws Exception {
        Path file = Files.writeString(
                folder.resolve("m.yaml"),
                "kafka.bootstrap.servers: '" + broker.bootstrapServers() + "'\nregistry.url: " + registry.url()
                        + "\ntopics: {sent: e.sent, received: e.received, scores: e.scores, dlq: e.dlq}\n");
        StringWriter out = new StringWriter();
        assertThat(run(out, "-c", file.toString())).isEqualTo(ExitCodes.FAILED);
        assertThat(out.toString())
                .contains("ok       system ", "problem  topics         Topics e.sent, ", "ok       registry ");
        StringWriter json = new StringWriter();
        assertThat(run(json, "-c", file.toString(), "--set", "topics.create=true", "--format", "json"))
                .isIn(ExitCodes.FINE, ExitCodes.FAILED);
        assertThat(json.toString().lines())
                .allMatch(line -> line.startsWith("{\"level\":\""))
                .anyMatch(line -> line.startsWith("{\"level\":\"note\",\"check\":\"topics\""));
    }

    @Test
    void a_configuration_that_cannot_be_used_ends_with_2_and_says_why() {
        StringWriter out = new StringWriter();
        assertThat(run(out, "--set", "pairing.wiat=5s")).isEqualTo(ExitCodes.USAGE);
        assertThat(out.toString()).contains("problem  configuration  --set: unknown key pairing.wiat; did you mean");
    }

    private static int run(StringWriter out, String... arguments) {
        Console console = new Console(
                InputStream.nullInputStream(),
                new PrintWriter(out),
                new PrintWriter(new StringWriter()),
                false,
                false,
                Map.of());
        List<String> all = new ArrayList<>(List.of("doctor"));
        all.addAll(List.of(arguments));
        return SessMonitorCommand.commandLine(console).execute(all.toArray(String[]::new));
    }

    private Map<String, String> settings(String prefix) {
        return new TreeMap<>(Map.of(
                "kafka.bootstrap.servers", broker.bootstrapServers(),
                "kafka.application.id", prefix + "monitor",
                "kafka.state.dir", folder.toString(),
                "registry.url", registry.url(),
                "topics.sent", prefix + "sent",
                "topics.received", prefix + "received",
                "topics.scores", prefix + "scores",
                "topics.aggregates", prefix + "aggregates",
                "topics.dlq", prefix + "dlq"));
    }

    private static List<Finding> examine(Duration patience, Map<String, String> settings) throws Exception {
        MonitorConfig config = MonitorConfig.of(settings);
        List<Finding> found = new ArrayList<>();
        try (ClusterView cluster = new AdminClusterView(config.kafka(), patience)) {
            Duration registryPatience =
                    settings.get("registry.url").equals(registry.url()) ? Duration.ofSeconds(10) : SHORT;
            Doctor.run(Doctor.CHECKS, new DoctorContext(config, cluster, registryPatience), found::add);
        }
        return found;
    }

    private static List<String> problems(List<Finding> found) {
        return found.stream()
                .filter(finding -> finding.level() == Level.PROBLEM)
                .map(Finding::text)
                .toList();
    }

    private static String text(List<Finding> found, String check) {
        return String.join(
                "\n",
                found.stream()
                        .filter(finding -> finding.check().equals(check))
                        .map(Finding::text)
                        .toList());
    }
}
