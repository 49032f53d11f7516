package io.sessmonitor.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sessmonitor.deploy.demo.OutcomeLedger;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The monitor dies without a word in the middle of its work, again and again, and no frame notices. */
class CrashRestartIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int FRAMES = 120;
    private static final int KILLS = 3;
    private static final List<String> RECEIVERS = List.of("near", "far");

    private TestNet net;
    private Process monitor;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        net = new TestNet();
    }

    @AfterEach
    void stop() {
        if (monitor != null) {
            monitor.destroyForcibly();
        }
        net.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = 20260301)
    void killed_in_mid_batch_and_restarted_each_frame_has_exactly_one_outcome(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        net.createTopics("k.");
        Path settings = settings();
        launch(settings);
        int sequence = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            // Some frames are done, some are half done, and some have just been written when it dies.
            int end = sequence + FRAMES / (KILLS + 1);
            int done = random.nextInt(1, 2 * (end - sequence) - 10);
            int before = net.scores("k.").size();
            for (; sequence < end; sequence++) {
                write(sequence);
            }
            await().atMost(LIMIT).until(() -> net.scores("k.").size() >= before + done);
            monitor.destroyForcibly().waitFor();
            launch(settings);
        }
        for (; sequence < FRAMES; sequence++) {
            write(sequence);
        }

        await().atMost(LIMIT).until(() -> net.scores("k.").size() >= FRAMES * RECEIVERS.size());
        // An orderly end commits what was still on its way, so that nothing can come twice later.
        monitor.destroy();
        assertThat(monitor.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

        OutcomeLedger ledger = new OutcomeLedger("cam", RECEIVERS);
        List<FrameScore> scores = net.scores("k.");
        scores.forEach(ledger::scored);
        assertThat(ledger.problems(FRAMES)).isEmpty();
        assertThat(scores).hasSize(FRAMES * RECEIVERS.size());
        assertThat(scores)
                .allSatisfy(score -> assertThat(score.getOutcome())
                        .as("frame %d on %s", score.getSequence(), score.getReceiver())
                        .isEqualTo(lost(score.getSequence(), score.getReceiver()) ? Outcome.MISSING : Outcome.SCORED));
        assertThat(net.read("k.dlq")).isEmpty();
    }

    private void write(long sequence) throws Exception {
        byte[] picture = ("picture " + sequence).getBytes(StandardCharsets.UTF_8);
        net.write("k.", "cam", sequence, null, picture);
        for (String receiver : RECEIVERS) {
            if (!lost(sequence, receiver)) {
                net.write("k.", "cam", sequence, receiver, picture);
            }
        }
    }

    private static boolean lost(long sequence, String receiver) {
        // Early ones, so that the end of the test need not wait for them.
        return receiver.equals("far") && sequence % 7 == 3 && sequence < FRAMES / 2;
    }

    private Path settings() throws Exception {
        Properties settings = new Properties();
        settings.putAll(net.settings(
                "k.",
                "links",
                "cam>near,cam>far",
                // What was written before a kill may be paired only after the restart.
                "pairing.wait",
                "20s",
                // The restarted process takes its predecessor's place at once.
                "kafka.main.consumer.group.instance.id",
                "monitor",
                "kafka.consumer.session.timeout.ms",
                "10000"));
        Path file = folder.resolve("monitor.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            settings.store(writer, null);
        }
        return file;
    }

    private void launch(Path settings) throws Exception {
        monitor = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MonitorProcess.class.getName(),
                        settings.toString())
                .inheritIO()
                .start();
    }
}
