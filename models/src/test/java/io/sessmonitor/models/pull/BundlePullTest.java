package io.sessmonitor.models.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleCatalog;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.models.FileCheck;
import io.sessmonitor.models.ModelsFolder;
import io.sessmonitor.models.pull.PullException.Problem;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pulls the bundle {@code lite} under another name from a server on this machine. */
class BundlePullTest {

    private static final Duration NO_STALL = Duration.ofMinutes(1);

    @TempDir
    private Path dir;

    private final FileServer server = new FileServer();
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final List<Long> progress = new ArrayList<>();
    private Download.Disk disk = (file, append) -> Files.newOutputStream(
            file, StandardOpenOption.CREATE, append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
    private long space = Long.MAX_VALUE;
    private Duration stall = NO_STALL;

    @BeforeEach
    void publish() throws Exception {
        Bundle lite = BundleCatalog.open("lite");
        try (InputStream in = Bundle.class.getResourceAsStream("/models/lite/1/bundle.yaml")) {
            String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            files.put(
                    "bundle.yaml",
                    yaml.replace("\nname: lite\n", "\nname: far\n").getBytes(StandardCharsets.UTF_8));
        }
        for (FileCheck check : BundleCatalog.verify("lite")) {
            files.put(check.file(), lite.file(check.component()));
        }
        files.forEach(server::put);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_pulled_bundle_is_there_whole_and_is_found_by_its_name() throws Exception {
        Bundle bundle = pull();

        assertThat(bundle.name()).isEqualTo("far");
        assertThat(BundleCatalog.open("far", models()).sha256()).isEqualTo(bundle.sha256());
        assertThat(BundleCatalog.verify("far", models())).allMatch(FileCheck::ok);
        assertThat(models().names()).containsExactly("far");
        assertThat(entries(models().root())).containsExactly("far");
        assertThat(entries(models().root().resolve("far"))).containsExactlyInAnyOrderElementsOf(files.keySet());
        assertThat(progress.get(progress.size() - 1))
                .isEqualTo(parse(manifest()).size());
        assertThat(progress).isSorted();
        assertThat(pauses).isEmpty();
    }

    @Test
    void a_download_that_was_cut_off_goes_on_where_it_was() throws Exception {
        server.then(server.cutAfter(1000));

        pull();

        assertThat(server.requests.get(0)).isEqualTo("/bundle.yaml");
        assertThat(server.requests.get(1)).matches("/bundle.yaml bytes=\\d+- if \"v1\"");
        assertThat(pauses).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void a_pull_that_was_given_up_goes_on_where_it_was_in_the_next_run() throws Exception {
        server.then((exchange, file) -> {
            exchange.getResponseHeaders().set("ETag", server.tag);
            exchange.sendResponseHeaders(200, file.length);
            exchange.getResponseBody().write(file);
        });
        for (int i = 0; i < 6; i++) {
            server.then(FileServer.status(503));
        }
        assertThat(failure().problem()).isEqualTo(Problem.UNREACHABLE);
        assertThat(models().names()).isEmpty();
        assertThatThrownBy(() -> BundleCatalog.open("far", models())).isInstanceOf(BundleException.class);
        server.requests.clear();

        pull();

        assertThat(server.requests).noneMatch(request -> request.startsWith("/bundle.yaml"));
    }

    @Test
    void without_ranges_the_file_is_begun_anew() throws Exception {
        server.ranges = false;
        server.then(server.cutAfter(1000));

        assertThat(pull().name()).isEqualTo("far");
    }

    @Test
    void a_file_that_changed_on_the_server_meanwhile_is_begun_anew() throws Exception {
        server.then((exchange, file) -> {
            server.cutAfter(1000).answer(exchange, new byte[file.length]);
        });
        server.tag = "\"v2\"";
        server.then();

        assertThat(pull().name()).isEqualTo("far");
    }

    @Test
    void a_beginning_that_was_another_files_is_found_out_by_the_hash_and_the_file_is_begun_anew() throws Exception {
        // The same tag for another beginning: a server that tells lies.
        server.then((exchange, file) -> {
            exchange.getResponseHeaders().set("ETag", server.tag);
            exchange.sendResponseHeaders(200, file.length);
            exchange.getResponseBody().write(new byte[1000]);
            exchange.getResponseBody().flush();
            throw new IOException("cut off, as the test wants");
        });

        assertThat(pull().name()).isEqualTo("far");
        assertThat(server.requests.subList(0, 3))
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("/bundle.yaml"),
                        rest -> assertThat(rest).contains("bytes="),
                        anew -> assertThat(anew).isEqualTo("/bundle.yaml"));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 429, 408})
    void a_server_that_fails_for_a_while_is_asked_again_with_growing_pauses(int status) throws Exception {
        server.then(FileServer.status(status), FileServer.status(status), FileServer.status(status));

        pull();

        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @Test
    void the_pause_a_server_asks_for_is_kept_up_to_a_minute() throws Exception {
        server.then(retryAfter("7"), retryAfter("86400"));

        pull();

        assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410})
    void a_refusal_is_final(int status) throws Exception {
        server.then(FileServer.status(status));

        PullException failure = failure();

        assertThat(failure.problem()).isEqualTo(Problem.REFUSED_BY_SERVER);
        assertThat(failure).hasMessageContaining(server.url("bundle.yaml")).hasMessageContaining("" + status);
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void a_changed_byte_is_found_and_nothing_appears() throws Exception {
        byte[] changed = files.get("lite.onnx").clone();
        changed[changed.length / 2] ^= 1;
        String manifest = manifest();
        server.put("lite.onnx", changed);

        PullException failure = failureOf(manifest);

        assertThat(failure.problem()).isEqualTo(Problem.WRONG_HASH);
        assertThat(failure).hasMessageContaining("lite.onnx");
        assertThat(models().names()).isEmpty();
        assertThat(entries(models().root())).containsExactly(".pull-far");
    }

    @Test
    void a_longer_or_shorter_file_is_refused_by_its_announced_or_its_real_length() throws Exception {
        byte[] file = files.get("bundle.yaml");
        server.then(FileServer.instead(Arrays.copyOf(file, file.length + 1)));
        assertThat(failure().problem()).isEqualTo(Problem.WRONG_SIZE);
        server.then(FileServer.instead(Arrays.copyOf(file, file.length - 1)));
        assertThat(failure().problem()).isEqualTo(Problem.WRONG_SIZE);
        server.then(FileServer.unsized(Arrays.copyOf(file, file.length + 100_000)));
        assertThat(failure().problem()).isEqualTo(Problem.WRONG_SIZE);
        server.then(FileServer.unsized(Arrays.copyOf(file, file.length - 1)));
        // Cut off, as far as anyone can tell: the rest is asked for.
        assertThat(pull().name()).isEqualTo("far");
    }

    @Test
    void a_server_that_falls_silent_is_asked_again() throws Exception {
        stall = Duration.ofMillis(200);
        server.then((exchange, file) -> {
            exchange.getResponseHeaders().set("ETag", server.tag);
            exchange.sendResponseHeaders(200, file.length);
            exchange.getResponseBody().write(file, 0, 500);
            exchange.getResponseBody().flush();
            try {
                // Until the client hangs up and the test is over; a daemon thread.
                Thread.sleep(Duration.ofMinutes(5).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        assertThat(pull().name()).isEqualTo("far");
        assertThat(pauses).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void redirections_are_followed_but_not_without_end_and_not_to_plain_http_elsewhere() throws Exception {
        server.put("elsewhere", files.get("bundle.yaml"));
        server.then(FileServer.redirect("/elsewhere"));
        assertThat(pull().name()).isEqualTo("far");
        assertThat(server.requests.get(1)).isEqualTo("/elsewhere");

        assertThat(redirected("http://example.org/bundle.yaml")).hasMessageContaining("http://example.org/bundle.yaml");
        assertThat(redirected("ftp://example.org/bundle.yaml").problem()).isEqualTo(Problem.REFUSED_ADDRESS);
        assertThat(redirected("https://me:secret@example.org/").problem()).isEqualTo(Problem.REFUSED_ADDRESS);
        assertThat(redirected("http://127.0.0.1.example.org/").problem()).isEqualTo(Problem.REFUSED_ADDRESS);
        assertThat(redirected("::::").problem()).isEqualTo(Problem.REFUSED_ADDRESS);
        for (int i = 0; i < 6; i++) {
            server.then(FileServer.redirect("/bundle.yaml"));
        }
        assertThat(failureOf(manifest().replace("name: far", "name: round"))).hasMessageContaining("more than 5 times");
    }

    @Test
    void without_room_nothing_is_begun() throws Exception {
        space = 1000;

        PullException failure = failure();

        assertThat(failure.problem()).isEqualTo(Problem.DISK);
        assertThat(failure).hasMessageContaining("1000 free");
        assertThat(server.requests).isEmpty();
    }

    @Test
    void when_the_disk_fills_up_what_was_written_is_kept_and_gone_on_from() throws Exception {
        Download.Disk good = disk;
        disk = (file, append) -> full(good.open(file, append), 2_000_000);
        assertThat(failure()).hasMessageContaining("No space left on device").hasMessageContaining(".pull-far");
        assertThat(models().names()).isEmpty();
        disk = good;
        server.requests.clear();

        pull();

        assertThat(server.requests).anyMatch(request -> request.startsWith("/lite.onnx bytes="));
    }

    @Test
    void another_bundle_of_the_name_stays_unless_it_may_be_replaced() throws Exception {
        String first = pull().sha256();
        assertThat(puller().there(parse(manifest()))).isPresent();
        files.computeIfPresent("bundle.yaml", (name, yaml) -> {
            ByteArrayOutputStream longer = new ByteArrayOutputStream();
            longer.writeBytes(yaml);
            longer.writeBytes("# another\n".getBytes(StandardCharsets.UTF_8));
            return longer.toByteArray();
        });
        server.put("bundle.yaml", files.get("bundle.yaml"));

        assertThat(puller().there(parse(manifest()))).isEmpty();
        assertThat(failure().problem()).isEqualTo(Problem.THERE_ALREADY);
        assertThat(BundleCatalog.open("far", models()).sha256()).isEqualTo(first);
        assertThat(puller().pull(parse(manifest()), true, listener()).sha256()).isNotEqualTo(first);
        assertThat(entries(models().root())).containsExactly("far");
    }

    @Test
    void files_that_make_another_bundle_than_the_manifest_says_are_refused() throws Exception {
        PullException failure = failureOf(manifest().replace("version: \"1\"", "version: \"2\""));

        assertThat(failure.problem()).isEqualTo(Problem.BAD_BUNDLE);
        assertThat(failure).hasMessageContaining("far 1").hasMessageContaining("far 2");
        assertThat(models().names()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "file: lite.onnx     | file: ../lite.onnx        | '../lite.onnx' is refused",
                "file: lite.onnx     | file: /etc/passwd         | '/etc/passwd' is refused",
                "file: lite.onnx     | file: a/../../b           | 'a/../../b' is refused",
                "file: lite.onnx     | file: .hidden             | '.hidden' is refused",
                "file: lite.onnx     | file: 'c:\\lite'          | is refused",
                "file: lite.onnx     | file: bundle.yaml         | is there twice",
                "file: bundle.yaml   | file: other.yaml          | files lacks bundle.yaml",
                "size: 4870385       | size: 9000000000000       | .size must be from 1 to",
                "size: 4870385       | size: -1                  | .size must be from 1 to",
                "name: far           | name: lite                | is a bundle of this program",
                "name: far           | name: ../far              | name must be",
                "sha256:             | sha265:                   | unknown key 'sha265'; did you mean 'sha256'",
                "format: 1           | format: 7                 | format must be 1",
                "licence: Apache-2.0 | licenc: x                 | unknown key",
                "url: http           | url: 'no host'#           | .url",
            })
    void a_hostile_or_malformed_manifest_is_refused_with_the_place(String good, String bad, String reason) {
        String manifest = manifest();
        assertThat(manifest).contains(good);

        assertThatThrownBy(() -> Manifest.parse(manifest.replace(good, bad).getBytes(StandardCharsets.UTF_8), "there"))
                .isInstanceOf(PullException.class)
                .hasMessageContaining("there")
                .hasMessageContaining(reason);
        assertThat(server.requests).isEmpty();
    }

    @Test
    void plain_http_to_another_machine_is_only_taken_where_it_is_allowed() throws Exception {
        PullException failure = failureOf(manifest().replace("127.0.0.1", "192.0.2.1"));

        assertThat(failure.problem()).isEqualTo(Problem.REFUSED_ADDRESS);
        assertThat(failure).hasMessageContaining("--allow-http");
    }

    @Test
    void a_manifest_is_read_from_a_file_and_from_an_address() throws Exception {
        server.put("manifest.yaml", manifest().getBytes(StandardCharsets.UTF_8));
        Path file = Files.writeString(dir.resolve("manifest.yaml"), manifest());

        assertThat(puller().manifest(server.url("manifest.yaml"))).isEqualTo(puller().manifest(file.toString()));
        assertThatThrownBy(() -> puller().manifest(server.url("none")))
                .isInstanceOf(PullException.class)
                .hasMessageContaining("404");
        String gone = server.url("manifest.yaml").replaceFirst(":\\d+/", ":1/");
        assertThatThrownBy(() -> puller().manifest(gone))
                .isInstanceOf(PullException.class)
                .hasMessageContaining(gone);
        server.then(FileServer.unsized(new byte[2 << 20]));
        assertThatThrownBy(() -> puller().manifest(server.url("manifest.yaml")))
                .isInstanceOf(PullException.class)
                .hasMessageContaining("larger than");
    }

    @Test
    void bundles_that_are_published_nowhere_are_named_honestly() {
        assertThatThrownBy(() -> Manifest.known("mobile")).hasMessageContaining("models export mobile");
        assertThatThrownBy(() -> Manifest.known("lite")).hasMessageContaining("comes with this program");
        assertThatThrownBy(() -> Manifest.known("unheard-of")).hasMessageContaining("--manifest");
    }

    private String manifest() {
        StringBuilder yaml = new StringBuilder("format: 1\nname: far\nversion: \"1\"\nlicence: Apache-2.0\nfiles:\n");
        files.forEach((name, bytes) -> yaml.append("  - file: ")
                .append(name)
                .append("\n    url: ")
                .append(server.url(name))
                .append("\n    size: ")
                .append(bytes.length)
                .append("\n    sha256: ")
                .append(sha256(bytes))
                .append('\n'));
        return yaml.toString();
    }

    private static Manifest parse(String yaml) throws PullException {
        return Manifest.parse(yaml.getBytes(StandardCharsets.UTF_8), "manifest.yaml");
    }

    private BundlePull puller() {
        return new BundlePull(
                models(), new Web(false, Duration.ofSeconds(20)), disk, pauses::add, stall, folder -> space);
    }

    private Bundle pull() throws Exception {
        return puller().pull(parse(manifest()), false, listener());
    }

    private BundlePull.Listener listener() {
        return new BundlePull.Listener() {
            @Override
            public void at(String file, long bytes, long of) {
                progress.add(bytes);
            }

            @Override
            public void again(String why, Duration pause) {
                assertThat(why).startsWith("http://127.0.0.1");
            }
        };
    }

    private PullException failure() {
        return failureOf(manifest());
    }

    private PullException failureOf(String manifest) {
        return catchThrowableOfType(PullException.class, () -> puller().pull(parse(manifest), false, listener()));
    }

    private PullException redirected(String to) {
        server.then(FileServer.redirect(to));
        return failureOf(manifest().replace("name: far", "name: other"));
    }

    private static FileServer.Misbehaviour retryAfter(String seconds) {
        return (exchange, file) -> {
            exchange.getResponseHeaders().set("Retry-After", seconds);
            exchange.sendResponseHeaders(503, -1);
        };
    }

    private ModelsFolder models() {
        return new ModelsFolder(dir.resolve("models"));
    }

    private static List<String> entries(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    /** A disk with room for so many bytes. */
    private static OutputStream full(OutputStream out, long room) {
        return new FilterOutputStream(out) {
            private long left = room;

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                if (count > left) {
                    throw new IOException("No space left on device");
                }
                left -= count;
                out.write(bytes, from, count);
            }
        };
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
