package io.sessmonitor.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.runtime.MonitorApp;
import io.sessmonitor.topology.runtime.MonitorState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong around a monitor while frames flow. Each sent frame has exactly one outcome on each link all the same. */
class FaultsIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int FRAMES_PER_SECOND = 40;

    /** Nothing is lost here, so nothing waits for it; longer than any stall of a busy machine. */
    private static final String WAIT = "5m";

    private static TestNet net;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        net = new TestNet();
    }

    @AfterAll
    static void stop() {
        net.close();
    }

    @Test
    void a_second_monitor_joins_and_leaves() throws Exception {
        net.createTopics("a.");
        int rounds = Scale.of(1, 10);
        try (Traffic traffic = Traffic.start(net, "a.", FRAMES_PER_SECOND)) {
            try (FakeScorer firstScorer = new FakeScorer();
                    MonitorApp first = MonitorApp.of(config("a.", "first"), firstScorer)) {
                first.start();
                traffic.awaitOutcomes(FRAMES_PER_SECOND);
                for (int round = 0; round < rounds; round++) {
                    try (FakeScorer scorer = new FakeScorer();
                            MonitorApp second = MonitorApp.of(config("a.", "second"), scorer)) {
                        second.start();
                        await().atMost(LIMIT)
                                .until(() -> second.metrics().outcomes(Outcome.SCORED) > FRAMES_PER_SECOND);
                    }
                    traffic.awaitOutcomes(FRAMES_PER_SECOND);
                }
                traffic.finish();
                assertThat(first.failure()).isEmpty();
            }
            Scale.report("a second monitor joins and leaves", rounds + " times, " + traffic.check());
        }
    }

    /** Records lie in the log and no fetch brings them; that silence ends no wait. */
    @Test
    void fetches_bring_nothing_for_longer_than_the_wait() throws Exception {
        net.createTopics("s.");
        MonitorConfig config = net.config(
                "s.",
                "links",
                Traffic.LINKS,
                "pairing.wait",
                "2s",
                "kafka.main.consumer.fetch.min.bytes",
                "50000000",
                "kafka.main.consumer.fetch.max.wait.ms",
                "5000",
                "kafka.state.dir",
                folder.resolve("s").toString());
        try (Traffic traffic = Traffic.start(net, "s.", FRAMES_PER_SECOND)) {
            try (FakeScorer scorer = new FakeScorer();
                    MonitorApp app = MonitorApp.of(config, scorer)) {
                app.start();
                traffic.awaitOutcomes(1);
                traffic.awaitFrames(Scale.of(10, 100) * FRAMES_PER_SECOND);
                traffic.finish();
                assertThat(app.failure()).isEmpty();
            }
            Scale.report("fetches stall", traffic.check());
        }
    }

    /** What partitions tell each other, frames on the wrong one and links, is on its way while they change hands. */
    @Test
    void a_second_monitor_joins_and_leaves_while_partitions_pass_on_frames_and_links() throws Exception {
        net.createTopics("x.");
        net.createTopics(Map.of("x.exchange", TestNet.PARTITIONS), Map.of());
        int rounds = Scale.of(1, 10);
        // Of links that nobody has declared; in a short run only early frames are lost, whose wait is over at its end.
        try (Traffic traffic = Traffic.startMisplacing(net, "x.", FRAMES_PER_SECOND, Scale.of(60, Integer.MAX_VALUE))) {
            try (FakeScorer firstScorer = new FakeScorer();
                    MonitorApp first = MonitorApp.of(exchanging("first"), firstScorer)) {
                first.start();
                traffic.awaitOutcomes(FRAMES_PER_SECOND);
                for (int round = 0; round < rounds; round++) {
                    try (FakeScorer scorer = new FakeScorer();
                            MonitorApp second = MonitorApp.of(exchanging("second"), scorer)) {
                        second.start();
                        await().atMost(LIMIT)
                                .until(() -> second.metrics().outcomes(Outcome.SCORED) > FRAMES_PER_SECOND);
                        assertThat(second.metrics().rerouted()).isPositive();
                    }
                    traffic.awaitOutcomes(FRAMES_PER_SECOND);
                }
                traffic.finish();
                assertThat(first.failure()).isEmpty();
            }
            assertThat(net.read("x.dlq")).isEmpty();
            Scale.report(
                    "a second monitor joins and leaves, detour and shared links",
                    rounds + " times, " + traffic.check());
        }
    }

    private MonitorConfig exchanging(String state) throws Exception {
        return net.config(
                "x.",
                "topics.exchange",
                "x.exchange",
                "pairing.key-policy",
                "repartition",
                "pairing.share-links",
                "true",
                "pairing.wait",
                "20s",
                "kafka.state.dir",
                folder.resolve("x-" + state).toString());
    }

    /** Longer than a record waits for the registry at a time, so that stream threads are replaced meanwhile. */
    @Test
    void the_registry_is_away_before_the_first_frame_was_read() throws Exception {
        Duration outage = Duration.ofSeconds(Scale.of(6, 60));
        try (TestNet own = new TestNet()) {
            own.createTopics("b.");
            MonitorConfig config = own.config("b.", "links", Traffic.LINKS, "pairing.wait", WAIT);
            try (Traffic traffic = Traffic.start(own, "b.", FRAMES_PER_SECOND)) {
                try (FakeScorer scorer = new FakeScorer();
                        MonitorApp app = MonitorApp.of(config, scorer)) {
                    // The senders know their schema's ID; the monitor has yet to ask for it when the registry goes.
                    traffic.awaitFrames(1);
                    app.start();
                    own.stopRegistry();
                    await().during(outage)
                            .atMost(outage.plus(LIMIT))
                            .until(() ->
                                    traffic.outcomes() == 0 && app.metrics().deadLetters() == 0);
                    own.restartRegistry("b.");
                    traffic.finish();
                    assertThat(app.failure()).isEmpty();
                }
                assertThat(own.read("b.dlq")).isEmpty();
                Scale.report("registry away", outage.toSeconds() + " s, " + traffic.check());
            }
        }
    }

    @Test
    void the_scorer_is_full_and_answers_nothing_for_long() throws Exception {
        net.createTopics("c.");
        Duration stall = Duration.ofSeconds(Scale.of(4, 180));
        try (Traffic traffic = Traffic.start(net, "c.", FRAMES_PER_SECOND)) {
            try (FakeScorer scorer = new FakeScorer();
                    MonitorApp app = MonitorApp.of(config("c.", "c"), scorer)) {
                app.start();
                traffic.awaitOutcomes(FRAMES_PER_SECOND);
                scorer.hold();
                await().atMost(LIMIT).until(scorer::isFull);
                // Neither does the monitor give up nor does its group take it for dead.
                await().during(stall)
                        .atMost(stall.plus(LIMIT))
                        .until(() -> scorer.isFull() && app.state() == MonitorState.RUNNING);
                scorer.release();
                traffic.finish();
                assertThat(app.failure()).isEmpty();
                // What the scorer had in its hands for longer than scoring.timeout, 2 minutes, has FAILED.
                assertThat(app.metrics().outcomes(Outcome.FAILED)).isEqualTo(Scale.of(0, FakeScorer.MAX_IN_FLIGHT));
            }
            String counts = traffic.check(Outcome.SCORED, Outcome.FAILED);
            Scale.report("scorer full", stall.toSeconds() + " s, " + counts);
        }
    }

    @Test
    void state_is_lost_between_two_runs_and_restored_from_the_changelog() throws Exception {
        net.createTopics("d.");
        int rounds = Scale.of(1, 10);
        try (Traffic traffic = Traffic.start(net, "d.", FRAMES_PER_SECOND)) {
            for (int round = 0; round < rounds; round++) {
                try (FakeScorer scorer = new FakeScorer();
                        MonitorApp app = MonitorApp.of(config("d.", "d"), scorer)) {
                    app.start();
                    traffic.awaitOutcomes(FRAMES_PER_SECOND);
                    // So that pairs wait in the store when it ends.
                    scorer.hold();
                    await().atMost(LIMIT).until(scorer::isFull);
                    traffic.awaitFrames(FRAMES_PER_SECOND);
                }
                Folders.delete(folder.resolve("d"));
            }
            try (FakeScorer scorer = new FakeScorer();
                    MonitorApp app = MonitorApp.of(config("d.", "d"), scorer)) {
                app.start();
                traffic.finish();
                assertThat(app.failure()).isEmpty();
            }
            Scale.report("state deleted", rounds + " times, " + traffic.check());
        }
    }

    /** An hour back, half an hour ahead, ten seconds back. */
    @ParameterizedTest
    @ValueSource(strings = {"CreateTime", "LogAppendTime"})
    void producers_clocks_jump(String timestampType) throws Exception {
        String prefix = timestampType + ".";
        net.createTopics(
                Map.of(
                        prefix + "sent",
                        2,
                        prefix + "received",
                        2,
                        prefix + "scores",
                        2,
                        prefix + "aggregates",
                        2,
                        prefix + "dlq",
                        1),
                Map.of("message.timestamp.type", timestampType));
        int frames = Scale.of(100, 2000);
        long[] jumps = {0, -3_600_000, 1_800_000, -10_000, 0};
        LongUnaryOperator clock = sequence ->
                System.currentTimeMillis() + jumps[(int) Math.min(sequence * jumps.length / frames, jumps.length - 1)];
        try (Traffic traffic = Traffic.start(net, prefix, FRAMES_PER_SECOND, 0, clock)) {
            try (FakeScorer scorer = new FakeScorer();
                    MonitorApp app = MonitorApp.of(config(prefix, timestampType), scorer)) {
                app.start();
                traffic.awaitFrames(frames);
                traffic.finish();
                assertThat(app.failure()).isEmpty();
            }
            Scale.report("producers' clocks jump, " + timestampType, traffic.check());
        }
    }

    private MonitorConfig config(String prefix, String state) throws Exception {
        return net.config(
                prefix,
                "links",
                Traffic.LINKS,
                "pairing.wait",
                WAIT,
                "kafka.state.dir",
                folder.resolve(state).toString());
    }
}
