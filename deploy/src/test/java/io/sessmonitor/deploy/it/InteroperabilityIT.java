package io.sessmonitor.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sessmonitor.deploy.cli.Console;
import io.sessmonitor.deploy.cli.ExitCodes;
import io.sessmonitor.deploy.cli.SessMonitorCommand;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.wire.RegistryClient;
import io.sessmonitor.schemas.wire.RegistryRefusedException;
import io.sessmonitor.topology.runtime.MonitorApp;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

/** Other people's programs on the same topics. Each is looked for; deploy's README says how to get it. */
class InteroperabilityIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int FRAMES = 20;
    private static final byte[] PICTURE = "a picture".getBytes(StandardCharsets.UTF_8);

    @Test
    void a_javascript_client_writes_frames_and_reads_their_scores() throws Exception {
        assumeTrue(
                JavaScriptClient.isInstalled(), "needs node and what npm --prefix deploy/src/test/js install installs");
        try (TestNet net = new TestNet()) {
            javaScript(net);
        }
    }

    @Test
    void apicurio_registry_is_a_registry_like_any_other() throws Exception {
        Optional<Path> program = ApicurioRegistry.program();
        assumeTrue(
                program.isPresent(), "needs Apicurio Registry in " + ApicurioRegistry.HOME + ", see deploy/README.md");
        Optional<Path> java = ApicurioRegistry.java();
        assumeTrue(
                java.isPresent(),
                "Apicurio Registry needs Java " + ApicurioRegistry.NEEDS_JAVA
                        + " or newer (JAVA21_HOME or /usr/lib/jvm)");
        try (ApicurioRegistry registry = ApicurioRegistry.start(java.get(), program.get());
                TestNet net = TestNet.withRegistry(registry.url())) {
            net.createTopics("a.");
            try (FakeScorer scorer = new FakeScorer();
                    MonitorApp app = MonitorApp.of(net.config("a."), scorer)) {
                app.start();
                for (int sequence = 0; sequence < FRAMES; sequence++) {
                    net.write("a.", "cam", sequence, null, PICTURE);
                    net.write("a.", "cam", sequence, "near", PICTURE);
                }
                await().atMost(LIMIT).until(() -> net.scores("a.").size() >= FRAMES);
            }
            assertThat(net.scores("a.")).hasSize(FRAMES).allMatch(score -> score.getOutcome() == Outcome.SCORED);
            assertThat(net.read("a.dlq")).isEmpty();
            schemasAreHeldCompatible(registry);
            theDoctorIsContent(net);
            if (JavaScriptClient.isInstalled()) {
                javaScript(net);
            }
        }
    }

    private static void javaScript(TestNet net) throws Exception {
        net.createTopics("j.");
        try (FakeScorer scorer = new FakeScorer();
                MonitorApp app = MonitorApp.of(net.config("j.", "links", "js>node"), scorer)) {
            app.start();
            List<JsonNode> scores = JavaScriptClient.run(net, "j.", FRAMES);
            assertThat(scores).hasSize(FRAMES).allSatisfy(score -> {
                assertThat(score.get("key").asText()).isEqualTo("js>node");
                assertThat(score.get("outcome").asText()).isEqualTo("SCORED");
                assertThat(score.get("score").asDouble())
                        .isEqualTo(score.get("sequence").asInt() % 2 == 0 ? 1 : 0.5);
                assertThat(score.get("tags").get("codec").asText()).isEqualTo("none");
            });
            assertThat(scores)
                    .extracting(score -> score.get("sequence").asInt())
                    .doesNotHaveDuplicates();
        }
        assertThat(net.read("j.dlq"))
                .as("also no frame on a partition that is not its key's")
                .isEmpty();
        assertThat(net.read("j.sent"))
                .extracting(message -> message.partition())
                .as("the frames are on both partitions")
                .contains(0, 1);
    }

    private static void schemasAreHeldCompatible(ApicurioRegistry registry) throws Exception {
        RegistryClient client = new RegistryClient(Map.of("registry.url", registry.url()));
        Schema other =
                SchemaBuilder.record("Frame").fields().requiredLong("stream").endRecord();
        assertThat(client.incompatibilities("a.sent-value", other)).isNotEmpty();
        assertThatThrownBy(() -> client.register("a.sent-value", other))
                .isInstanceOfSatisfying(
                        RegistryRefusedException.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(409));
    }

    private static void theDoctorIsContent(TestNet net) {
        List<String> arguments = new ArrayList<>(List.of("doctor"));
        net.settings("a.").forEach((name, value) -> arguments.addAll(List.of("--set", name + "=" + value)));
        StringWriter out = new StringWriter();
        Console console = new Console(
                InputStream.nullInputStream(),
                new PrintWriter(out),
                new PrintWriter(new StringWriter()),
                false,
                false,
                Map.of());
        int code = SessMonitorCommand.commandLine(console).execute(arguments.toArray(String[]::new));
        assertThat(code).as(out.toString()).isEqualTo(ExitCodes.FINE);
        assertThat(out.toString())
                .contains("a.sent-value: our schema Frame is there", "a.scores-value: our schema FrameScore is there");
    }
}
