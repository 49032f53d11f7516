package io.sessmonitor.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts a main class of the tests in a JVM of its own, which can be killed. */
final class ChildProcess {

    private ChildProcess() {}

    /** Lets a process stand still for a while, as a machine without time for it would. */
    static void standStill(Process process, Duration time) throws Exception {
        signal(process, "STOP");
        try {
            assertThat(process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
        } finally {
            signal(process, "CONT");
        }
    }

    /** Sends a signal by its name without SIG; skips the test where there are none. */
    static void signal(Process process, String name) throws Exception {
        assumeTrue(File.separatorChar == '/', "no signals on this system");
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    static Process start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        // Its output is the test runner's channel, its errors are for people.
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
