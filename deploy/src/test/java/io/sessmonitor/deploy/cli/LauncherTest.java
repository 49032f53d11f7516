package io.sessmonitor.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a folder of its own, with a java and a mvn that only write down how they were called. */
class LauncherTest {

    @TempDir
    Path dir;

    private Path home;
    private Path bin;
    private Path jar;

    /** What a run of the launcher gave. */
    private record Run(int exitCode, String out, String err) {}

    @BeforeEach
    void a_checkout_in_a_folder_with_spaces() throws IOException {
        Path launcher = Path.of(System.getProperty("project.root", ".."), "sess-monitor");
        assumeThat(launcher).as("the launcher of this checkout").isRegularFile();
        assumeThat(Path.of("/bin/sh")).exists();
        home = Files.createDirectory(dir.resolve("my check out"));
        bin = Files.createDirectory(dir.resolve("bin"));
        jar = home.resolve("deploy/target/sess-monitor.jar");
        Files.copy(launcher, home.resolve("sess-monitor"));
        executable(home.resolve("sess-monitor"));
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        Files.createDirectories(home.resolve("deploy/src/main/java"));
        Files.writeString(home.resolve("deploy/pom.xml"), "<project/>");
        Files.writeString(home.resolve("deploy/src/main/java/A.java"), "class A {}");
        script("java", "17.0.1", "for a; do printf '[%s]' \"$a\"; done; echo");
        for (String tool : List.of(
                "sh",
                "dirname",
                "readlink",
                "find",
                "sed",
                "head",
                "tail",
                "mkdir",
                "rm",
                "mv",
                "touch",
                "cat",
                "sleep",
                "true",
                "printf",
                "awk")) {
            for (String folder : List.of("/usr/bin/", "/bin/")) {
                if (Files.exists(Path.of(folder + tool)) && !Files.exists(bin.resolve(tool))) {
                    script(tool, null, "exec " + folder + tool + " \"$@\"");
                }
            }
        }
    }

    @Test
    void the_first_start_builds_says_so_once_and_hands_the_arguments_on() throws Exception {
        mavenThatBuilds();

        Run first = launch(Map.of(), "score", "a b.jpg", "");
        Run second = launch(Map.of(), "score");

        assertThat(first.exitCode()).isZero();
        assertThat(first.err()).isEqualTo("building sess-monitor (first time: a few minutes)...\n");
        assertThat(first.out()).contains("[-jar]").endsWith("[score][a b.jpg][]\n");
        assertThat(second.err()).isEmpty();
    }

    @Test
    void changed_and_deleted_sources_are_built_again() throws Exception {
        mavenThatBuilds();
        launch(Map.of());

        age(jar);
        Files.writeString(home.resolve("deploy/src/main/java/A.java"), "class A { int a; }");
        assertThat(launch(Map.of()).err()).isEqualTo("building sess-monitor (sources have changed)...\n");
        assertThat(launch(Map.of()).err()).isEmpty();

        age(jar);
        ageSources();
        Files.delete(home.resolve("deploy/src/main/java/A.java"));
        assertThat(launch(Map.of()).err()).contains("sources have changed");

        age(jar);
        ageSources();
        Files.writeString(Files.createDirectories(home.resolve("models/export")).resolve("export.py"), "pass");
        assertThat(launch(Map.of()).err()).contains("sources have changed");
    }

    @Test
    void a_build_that_fails_shows_the_end_of_its_log_and_starts_nothing() throws Exception {
        script("mvn", null, "echo 'A.java:[1,7] cannot find symbol'; exit 1");

        Run run = launch(Map.of());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("cannot find symbol")
                .contains("the build failed")
                .contains("build.log");
        assertThat(home.resolve("deploy/target/.build.lock")).doesNotExist();
    }

    @Test
    void without_maven_a_build_that_is_there_is_used_with_a_note_and_without_one_it_is_an_error() throws Exception {
        Run none = launch(Map.of());
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("Maven (mvn) is not on the PATH").contains("apt install maven");

        Files.createDirectories(jar.getParent());
        Files.writeString(jar, "");
        age(jar);
        Run old = launch(Map.of(), "--help");
        assertThat(old.exitCode()).isZero();
        assertThat(old.err()).contains("newer than the build").contains("going on");
        assertThat(old.out()).endsWith("[--help]\n");
    }

    @Test
    void a_java_that_is_too_old_is_named_and_a_newer_one_on_the_path_is_taken() throws Exception {
        mavenThatBuilds();
        Path old = Files.createDirectories(dir.resolve("jdk 8/bin"));
        Files.writeString(old.resolve("java"), "#!/bin/sh\necho 'openjdk version \"1.8.0_402\"' >&2\n");
        executable(old.resolve("java"));
        Map<String, String> environment =
                Map.of("JAVA_HOME", dir.resolve("jdk 8").toString());

        assertThat(launch(environment, "--help").exitCode()).isZero();

        Files.delete(bin.resolve("java"));
        Run run = launch(environment, "--help");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("Java 17 or newer is needed")
                .contains("found Java 1.8.0_402 at")
                .contains("jdk 8");
    }

    @Test
    void it_starts_through_links_from_any_folder_with_the_options_of_SESS_JAVA_OPTS() throws Exception {
        mavenThatBuilds();
        launch(Map.of());
        Path there = Files.createDirectory(dir.resolve("else where"));
        Path link = Files.createSymbolicLink(there.resolve("sm"), home.resolve("sess-monitor"));
        Path linkToLink = Files.createSymbolicLink(dir.resolve("sm"), Path.of("else where/sm"));

        Run run = launch(linkToLink, there, Map.of("SESS_JAVA_OPTS", "-Xmx1g -Da=b"), "x");

        assertThat(link).exists();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("[-Xmx1g][-Da=b]").contains("[" + jar.toRealPath() + "][x]");
    }

    @Test
    void a_garbage_collector_is_chosen_unless_somebody_else_has_chosen_one() throws Exception {
        mavenThatBuilds();
        launch(Map.of());

        assertThat(launch(Map.of()).out()).contains("[-XX:+UseParallelGC]");
        assertThat(launch(Map.of("SESS_JAVA_OPTS", "-XX:+UseNUMA -XX:+LogGC")).out())
                .contains("[-XX:+UseParallelGC]");
        for (String variable : List.of("SESS_JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS")) {
            assertThat(launch(Map.of(variable, "-Xmx1g -XX:+UseZGC")).out())
                    .as(variable)
                    .doesNotContain("UseParallelGC");
        }
    }

    @Test
    void options_of_the_launcher_for_memory_and_compiler_give_way_to_the_users() throws Exception {
        mavenThatBuilds();
        launch(Map.of());

        assertThat(launch(Map.of(), "replay").out()).contains("[-XX:TieredStopAtLevel=1]", "[-XX:MetaspaceSize=64m]");
        assertThat(launch(Map.of(), "monitor", "replay").out())
                .contains("[-XX:FreqInlineSize=60]")
                .doesNotContain("TieredStopAtLevel");
        String users = "-XX:TieredStopAtLevel=4 -XX:MetaspaceSize=1g -XX:FreqInlineSize=325";
        for (String variable : List.of("SESS_JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS")) {
            assertThat(launch(Map.of(variable, users), "replay").out())
                    .as(variable)
                    .doesNotContain("TieredStopAtLevel=1]", "MetaspaceSize=64m", "FreqInlineSize=60");
        }
    }

    @Test
    void a_lock_whose_owner_is_gone_is_taken_over() throws Exception {
        mavenThatBuilds();
        Path lock = Files.createDirectories(home.resolve("deploy/target/.build.lock"));
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Files.writeString(lock.resolve("pid"), Long.toString(gone.pid()));

        Run run = launch(Map.of());

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains("building");
        assertThat(lock).doesNotExist();
    }

    private void mavenThatBuilds() throws IOException {
        script("mvn", null, "mkdir -p deploy/target && touch deploy/target/sess-monitor.jar");
    }

    /** A program on the launcher's PATH; with a version it answers {@code -version}. */
    private void script(String name, String version, String body) throws IOException {
        String answer = version == null
                ? ""
                : "[ \"$1\" != -version ] || { echo 'openjdk version \"" + version + "\"' >&2; exit 0; }\n";
        Files.writeString(bin.resolve(name), "#!/bin/sh\n" + answer + body + "\n");
        executable(bin.resolve(name));
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Long ago, so that no file system's resolution matters. */
    private static void age(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-02T00:00:00Z")));
    }

    private void ageSources() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(f -> !f.startsWith(home.resolve("deploy/target")))
                    .toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
            }
        }
    }

    private Run launch(Map<String, String> environment, String... args) throws Exception {
        return launch(home.resolve("sess-monitor"), dir, environment, args);
    }

    private Run launch(Path launcher, Path workingFolder, Map<String, String> environment, String... args)
            throws Exception {
        List<String> command = new ArrayList<>(List.of("/bin/sh", launcher.toString()));
        command.addAll(List.of(args));
        Path out = Files.createTempFile(dir, "out", ".txt");
        Path err = Files.createTempFile(dir, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(workingFolder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", bin.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
