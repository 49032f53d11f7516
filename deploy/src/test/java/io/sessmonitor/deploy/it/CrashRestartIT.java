package io.sessmonitor.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The monitor dies without a word in the middle of its work, again and again, and no frame notices. */
class CrashRestartIT {

    private static final long LIMIT_SECONDS = 90;
    private static final int FRAMES_PER_SECOND = 40;

    /** In a short run only early frames are lost, so that its end need not wait for them. */
    private static final int LOSING = Scale.of(60, Integer.MAX_VALUE);

    private final List<Process> monitors = new ArrayList<>();
    private final List<Path> settings = new ArrayList<>();
    private TestNet net;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        net = new TestNet();
        net.createTopics("k.");
    }

    @AfterEach
    void stop() {
        monitors.forEach(Process::destroyForcibly);
        net.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = 20260301)
    void killed_at_random_moments_and_restarted_each_frame_has_exactly_one_outcome(long seed) throws Exception {
        killAndCheck(1, Scale.of(3, 50), seed);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = 20260302)
    void of_two_that_share_the_partitions_either_may_be_killed(long seed) throws Exception {
        killAndCheck(2, Scale.of(1, 50), seed);
    }

    /** What is written meanwhile lies in the log when it goes on, and nothing tells it so at once. */
    @Test
    void a_process_that_stands_still_for_longer_than_the_wait_gives_up_nothing() throws Exception {
        int times = Scale.of(2, 20);
        settings.add(settings(0, "3s"));
        monitors.add(launch(0));
        try (Traffic traffic = Traffic.start(net, "k.", FRAMES_PER_SECOND)) {
            for (int time = 0; time < times; time++) {
                traffic.awaitOutcomes(FRAMES_PER_SECOND);
                ChildProcess.standStill(monitors.get(0), Duration.ofSeconds(6));
            }
            traffic.finish();
            Scale.report("process stands still", times + " times 6 s, " + traffic.check());
        }
    }

    private void killAndCheck(int processes, int kills, long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < processes; i++) {
            // What was written before a kill may be paired only after the restart.
            settings.add(settings(i, "20s"));
            monitors.add(launch(i));
        }
        int wiped = 0;
        try (Traffic traffic =
                Traffic.start(net, "k.", FRAMES_PER_SECOND, LOSING, sequence -> System.currentTimeMillis())) {
            for (int kill = 1; kill <= kills; kill++) {
                int victim = random.nextInt(processes);
                if (kill % 2 == 1) {
                    // In mid-work: some frames are done, some are half done, some have just been written.
                    traffic.awaitOutcomes(random.nextInt(1, 150));
                } else {
                    // At any moment, also while it starts, restores its state or moves partitions.
                    assertThat(monitors.get(victim).waitFor(random.nextInt(8000), TimeUnit.MILLISECONDS))
                            .as("monitor %d ended by itself", victim)
                            .isFalse();
                }
                monitors.get(victim).destroyForcibly().waitFor();
                if (kill % 8 == 0) {
                    Folders.delete(state(victim));
                    wiped++;
                }
                if (kill % 5 == 0) {
                    // Long enough for its session to end and for the other one, if there is one, to do its work.
                    traffic.awaitFrames(10 * FRAMES_PER_SECOND);
                }
                monitors.set(victim, launch(victim));
            }
            traffic.finish();
            // An orderly end commits what was still on its way, so that nothing can come twice later.
            for (Process monitor : monitors) {
                monitor.destroy();
                assertThat(monitor.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(net.read("k.dlq")).isEmpty();
            Scale.report(
                    "SIGKILL, " + processes + " process(es)",
                    kills + " kills, " + wiped + " with state deleted, " + traffic.check());
        }
    }

    private Path settings(int instance, String wait) throws IOException {
        Properties properties = new Properties();
        properties.putAll(net.settings(
                "k.",
                "links",
                Traffic.LINKS,
                "kafka.state.dir",
                state(instance).toString(),
                // The restarted process takes its predecessor's place at once.
                "kafka.main.consumer.group.instance.id",
                "monitor-" + instance,
                "kafka.consumer.session.timeout.ms",
                "6000",
                "pairing.wait",
                wait));
        Path file = folder.resolve("monitor-" + instance + ".properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        return file;
    }

    private Path state(int instance) {
        return folder.resolve("state-" + instance);
    }

    private Process launch(int instance) throws IOException {
        return ChildProcess.start(MonitorProcess.class, settings.get(instance).toString());
    }
}
