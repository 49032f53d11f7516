package io.sessmonitor.deploy.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sessmonitor.models.ExportToolchain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a shell script in Python's place, which makes an environment of itself and has a torch or none. */
class PythonEnvironmentTest {

    private static final String FAKE = """
            #!/bin/sh
            case "$*" in
              "-m venv"*) for last; do :; done && mkdir -p "$last/bin" && cp "$0" "$last/bin/python" ;;
              "-m pip"*) echo "$TMPDIR" >> "%1$s/places" ;;
              *"import sys"*) exit %2$d ;;
              *"import torch"*) exit 1 ;;
              *) ;;
            esac
            """;

    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void needsShell() {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs /bin/sh");
    }

    @Test
    void a_full_disk_is_said_before_anything_is_downloaded_and_torch_needs_most() throws Exception {
        try (PythonEnvironment small = find(python(0), 900_000_000L)) {
            assertThatThrownBy(() -> small.run(ExportToolchain.FULL, List.of(), said::add))
                    .isInstanceOf(PythonException.class)
                    .hasMessageContaining("need 1 GB in ")
                    .hasMessageContaining("0.9 GB are free")
                    .hasMessageContaining("XDG_CACHE_HOME");
        }
        try (PythonEnvironment enough = find(python(0), 2_000_000_000L)) {
            assertThatThrownBy(() -> enough.run(ExportToolchain.FULL, List.of(), said::add))
                    .hasMessageContaining("need 10 GB in ");
        }
        assertThat(folder.resolve("places")).doesNotExist();
    }

    @Test
    void downloads_wait_beside_the_environment_and_are_put_away() throws Exception {
        try (PythonEnvironment environment = find(python(0), Long.MAX_VALUE)) {
            environment.run(ExportToolchain.FULL, List.of(), said::add);
        }

        List<String> places = Files.readAllLines(folder.resolve("places"));
        assertThat(places).hasSize(1).allMatch(place -> place.startsWith(folder.toString()));
        assertThat(Path.of(places.get(0))).doesNotExist();
    }

    @Test
    void what_an_interrupted_installation_left_is_made_anew() throws Exception {
        try (PythonEnvironment environment = find(python(0), Long.MAX_VALUE)) {
            Path half = home().resolve("venv/lib/half");
            Files.createDirectories(half.getParent());
            Files.writeString(half, "of a package");

            environment.run(ExportToolchain.FULL, List.of(), said::add);

            assertThat(half).doesNotExist();
        }
        assertThat(said).anyMatch(line -> line.startsWith("setting up Python packages in "));
        said.clear();
        try (PythonEnvironment again = find(python(0), 0)) {
            again.run(ExportToolchain.FULL, List.of(), said::add);
        }
        assertThat(said).isEmpty();
    }

    @Test
    void another_python_that_is_named_gets_packages_of_its_own() throws Exception {
        try (PythonEnvironment first = find(python(0), Long.MAX_VALUE)) {
            first.run(ExportToolchain.FULL, List.of(), said::add);
        }
        said.clear();
        Path other = Files.copy(python(0), folder.resolve("other"));
        try (PythonEnvironment named = find(other, Long.MAX_VALUE)) {
            named.run(ExportToolchain.FULL, List.of(), said::add);
        }
        assertThat(said).anyMatch(line -> line.contains("are for another Python and are set up anew"));
    }

    @Test
    void what_a_program_has_started_ends_with_it() throws Exception {
        Path child = folder.resolve("child");
        List<String> command = List.of("/bin/sh", "-c", "sleep 600 & echo $! > " + child + "; echo started; wait");

        assertThatThrownBy(() -> PythonProcess.run(command, folder, Map.of(), line -> {
                    throw new IllegalStateException("given up");
                }))
                .hasMessage("given up");

        long pid = Long.parseLong(Files.readString(child).strip());
        await().until(() -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false), alive -> !alive);
    }

    @Test
    void two_exports_at_once_are_kept_apart() throws Exception {
        try (PythonEnvironment first = find(python(0), Long.MAX_VALUE)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> find(python(0), Long.MAX_VALUE))
                    .isInstanceOf(PythonException.class)
                    .hasMessageContaining("another export is at work in ");
        }
        find(python(0), Long.MAX_VALUE).close();
    }

    @Test
    void a_python_that_the_packages_are_not_there_for_is_refused() throws Exception {
        assertThatThrownBy(() -> find(python(3), Long.MAX_VALUE))
                .isInstanceOf(PythonException.class)
                .hasMessageContaining("older than 3.9 or newer than 3.13");
    }

    private PythonEnvironment find(Path python, long free) throws IOException, InterruptedException {
        return PythonEnvironment.find(python.toString(), folder.resolve("cache"), path -> free, said::add);
    }

    private Path home() throws IOException {
        try (Stream<Path> homes = Files.list(folder.resolve("cache"))) {
            return homes.findFirst().orElseThrow();
        }
    }

    private Path python(int versionExit) throws IOException {
        Path script = folder.resolve("python" + versionExit);
        Files.writeString(script, FAKE.formatted(folder, versionExit));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }
}
