package io.sessmonitor.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleCatalog;
import io.sessmonitor.models.FileCheck;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsCommandTest {

    @Test
    void list_names_the_embedded_bundles() throws IOException {
        CommandRun text = CommandRun.of("models", "list");
        CommandRun json = CommandRun.of("models", "list", "--format", "json");

        assertThat(text.exitCode()).isZero();
        assertThat(text.outLines().get(0)).startsWith("bundle");
        assertThat(text.outLines().get(1)).startsWith("lite");
        JsonNode lite = new ObjectMapper().readTree(json.outLines().get(0));
        assertThat(lite.get("name").asText()).isEqualTo("lite");
        assertThat(lite.get("sha256").asText()).matches("[0-9a-f]{64}");
        assertThat(lite.get("predicates")).hasSize(56);
    }

    @Test
    void verify_prints_a_line_for_each_file() throws Exception {
        CommandRun run = CommandRun.of("models", "verify");

        assertThat(run.exitCode()).isZero();
        assertThat(run.outLines())
                .hasSize(BundleCatalog.verify("lite").size())
                .allSatisfy(line -> assertThat(line).startsWith("lite  ").contains(": ok, "));
    }

    @Test
    void verify_finds_a_changed_byte_and_a_missing_file(@TempDir Path dir) throws Exception {
        Path bundle = copyOfLite(dir);
        Path network = bundle.resolve("lite.onnx");
        byte[] bytes = Files.readAllBytes(network);
        bytes[bytes.length / 2] ^= 1;
        Files.write(network, bytes);
        Files.delete(bundle.resolve("labels.json"));

        CommandRun run = CommandRun.of("models", "verify", bundle.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("lite.onnx: wrong SHA-256", "labels.json: missing", "relation-similarity.json: ok");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void an_unknown_bundle_is_a_usage_error_with_the_near_name() {
        CommandRun run = CommandRun.of("models", "verify", "light");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("light").contains("lite");
    }

    private static Path copyOfLite(Path dir) throws Exception {
        Bundle lite = BundleCatalog.open("lite");
        try (InputStream in = Bundle.class.getResourceAsStream("/models/lite/1/bundle.yaml")) {
            Files.write(dir.resolve("bundle.yaml"), in.readAllBytes());
        }
        for (FileCheck check : BundleCatalog.verify("lite")) {
            Files.write(dir.resolve(check.file()), lite.file(check.component()));
        }
        return dir;
    }
}
