package io.sessmonitor.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.sessmonitor.deploy.cli.ExitCodes;
import io.sessmonitor.deploy.cli.Main;
import io.sessmonitor.deploy.recording.RecordingReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C ends what runs until Ctrl-C: in order, all of it done that was begun, exit code 0. */
class InterruptIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final byte[] PICTURE = new byte[20_000];

    /** Bit of SIGINT, the second signal. */
    private static final long INTERRUPT = 2;

    @TempDir
    private Path folder;

    private long written;

    /** As a shell without job control does for what it starts in the background; programs started from here inherit that. */
    @BeforeAll
    static void needsInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        assumeFalse(
                Files.exists(status)
                        && Files.readAllLines(status).stream()
                                .filter(line -> line.startsWith("SigIgn:"))
                                .anyMatch(line -> (Long.parseUnsignedLong(
                                                        line.substring(7).strip(), 16)
                                                & INTERRUPT)
                                        != 0),
                "the tests were started with Ctrl-C ignored");
    }

    @Test
    void a_live_recording_is_complete_and_a_replay_in_a_loop_ends() throws Exception {
        try (TestNet net = new TestNet()) {
            net.createTopics("i.");
            net.createTopics("j.");
            Path file = folder.resolve("live.avro");
            Process record = command(net, "record", file.toString(), "--topics", "i.sent,i.received");
            try {
                await().atMost(LIMIT).until(() -> {
                    net.write("i.", "cam", written, null, PICTURE);
                    net.write("i.", "cam", written++, "near", PICTURE);
                    assertThat(record.isAlive()).isTrue();
                    return Files.exists(file) && Files.size(file) > 10 * PICTURE.length;
                });
                interrupt(record);
            } finally {
                record.destroyForcibly();
            }
            long records;
            try (RecordingReader recording = RecordingReader.open(file, bytes -> {})) {
                assertThat(recording.indexed()).isTrue();
                assertThat(recording.damage()).isEmpty();
                records = recording.records();
                assertThat(records).isBetween(10L, 2 * written);
            }

            Process replay = command(
                    net,
                    "replay",
                    file.toString(),
                    "--topics",
                    "i.sent=j.sent,i.received=j.received",
                    "--speed",
                    "10",
                    "--loop");
            try {
                await().atMost(LIMIT)
                        .until(() -> net.read("j.sent").size()
                                        + net.read("j.received").size()
                                > records);
                interrupt(replay);
            } finally {
                replay.destroyForcibly();
            }
        }
    }

    private static void interrupt(Process command) throws Exception {
        ChildProcess.signal(command, "INT");
        assertThat(command.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(command.exitValue()).isEqualTo(ExitCodes.FINE);
    }

    private static Process command(TestNet net, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        for (String setting :
                List.of("kafka.bootstrap.servers=" + net.bootstrapServers(), "registry.url=" + net.registryUrl())) {
            all.addAll(List.of("--set", setting));
        }
        return ChildProcess.start(Main.class, all.toArray(String[]::new));
    }
}
