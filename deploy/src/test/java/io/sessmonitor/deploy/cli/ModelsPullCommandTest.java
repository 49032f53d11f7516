package io.sessmonitor.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleCatalog;
import io.sessmonitor.models.FileCheck;
import io.sessmonitor.scorer.tune.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsPullCommandTest {

    @TempDir
    private Path dir;

    private HttpServer server;
    private Path manifest;

    @BeforeEach
    void publish() throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (InputStream in = Bundle.class.getResourceAsStream("/models/lite/1/bundle.yaml")) {
            String yaml =
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\nname: lite\n", "\nname: far\n");
            files.put("bundle.yaml", yaml.getBytes(StandardCharsets.UTF_8));
        }
        for (FileCheck check : BundleCatalog.verify("lite")) {
            files.put(check.file(), BundleCatalog.open("lite").file(check.component()));
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] file = files.get(exchange.getRequestURI().getPath().substring(1));
                exchange.sendResponseHeaders(200, file.length);
                exchange.getResponseBody().write(file);
            }
        });
        server.start();
        StringBuilder yaml =
                new StringBuilder("{format: 1, name: far, version: \"1\", licence: Apache-2.0 AND CC-BY-4.0,"
                        + " terms: Read them at example.org, files: [");
        files.forEach((name, bytes) -> yaml.append("{file: ")
                .append(name)
                .append(", url: \"http://127.0.0.1:")
                .append(server.getAddress().getPort())
                .append('/')
                .append(name)
                .append("\", size: ")
                .append(bytes.length)
                .append(", sha256: \"")
                .append(Sha256.hex(bytes))
                .append("\"},"));
        manifest = Files.writeString(dir.resolve("far.yaml"), yaml + "]}");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void a_bundle_is_pulled_listed_and_verified() {
        CommandRun pulled = run("pull", "far", "--manifest", manifest.toString(), "--accept-licence");

        assertThat(pulled.exitCode()).as(pulled.err()).isZero();
        assertThat(pulled.err())
                .contains("licence Apache-2.0 AND CC-BY-4.0", "Read them at example.org", "lite.onnx", "4.9 MB");
        assertThat(pulled.out()).contains("far 1 (", "is ready");
        assertThat(run("list").out()).contains("lite", "far");
        assertThat(run("verify", "far").outLines())
                .allSatisfy(line -> assertThat(line).startsWith("far  ").contains(": ok"));
        assertThat(run("pull", "far", "--manifest", manifest.toString()).out()).contains("is there already");
    }

    @Test
    void nothing_is_fetched_before_the_licence_is_accepted() {
        assertThat(run("pull", "far", "--manifest", manifest.toString()))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err()).contains("--accept-licence"));
        assertThat(answered("n\n").exitCode()).isEqualTo(2);
        assertThat(answered("").exitCode()).isEqualTo(2);
        assertThat(dir.resolve("models")).doesNotExist();

        assertThat(answered("y\n").exitCode()).isZero();
    }

    @Test
    void a_damaged_bundle_is_listed_as_such_and_the_others_all_the_same() throws IOException {
        run("pull", "far", "--manifest", manifest.toString(), "--accept-licence");
        Files.delete(dir.resolve("models/far/labels.json"));

        CommandRun list = run("list");

        assertThat(list.exitCode()).isEqualTo(1);
        assertThat(list.out()).contains("lite");
        assertThat(list.err()).contains("far", "labels.json: missing");
    }

    @Test
    void what_is_published_nowhere_and_another_bundles_manifest_are_usage_errors() {
        assertThat(run("pull", "mobile"))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err()).contains("models export mobile", "--manifest"));
        assertThat(run("pull", "near", "--manifest", manifest.toString()))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err()).contains("manifest of 'far', not of 'near'"));
    }

    private CommandRun answered(String answer) {
        return CommandRun.builder()
                .terminal(Map.of("SESS_MONITOR_MODELS", dir.resolve("models").toString()))
                .input(answer)
                .run("models", "pull", "far", "--manifest", manifest.toString());
    }

    private CommandRun run(String... args) {
        String[] all = new String[args.length + 3];
        all[0] = "models";
        System.arraycopy(args, 0, all, 1, args.length);
        all[args.length + 1] = "--models-dir";
        all[args.length + 2] = dir.resolve("models").toString();
        return CommandRun.of(all);
    }
}
