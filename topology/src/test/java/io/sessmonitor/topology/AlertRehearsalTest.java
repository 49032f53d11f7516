package io.sessmonitor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.frame.ScoreCodec;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.rehearsal.AlertRehearsal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rehearsal says what the running topology says. */
class AlertRehearsalTest {

    private static final String RULES = "rules:\n"
            + "  - {name: low, kind: threshold, field: score, comparison: below, threshold: 0.4, clear: 0.6}\n"
            + "  - {name: p05, kind: threshold, field: p05, window: 10s, comparison: below, threshold: 0.3, for: 10s}\n"
            + "  - {name: loss, kind: loss, window: 10s, threshold: 0.3}\n"
            + "  - {name: silent, kind: no-data, after: 20s, expire: 5m}\n"
            + "  - {name: change, kind: change, field: mean, window: 10s, method: zscore, threshold: 3, learn: 5, span: 20}\n";

    @TempDir
    private Path folder;

    private final List<String> alerts = new ArrayList<>();
    private final PlainCodec codec = new PlainCodec();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void it_raises_what_the_topology_raises_at_the_same_times(long seed) throws Exception {
        String[] settings = settings();
        SplittableRandom random = new SplittableRandom(seed);
        AlertRehearsal rehearsal = rehearsal();
        List<String> expected = new ArrayList<>();
        try (MonitorBench bench = new MonitorBench(settings)) {
            for (int sequence = 0; sequence < 300; sequence++) {
                FrameScore score = score(
                        "rx" + random.nextInt(2),
                        sequence,
                        MonitorBench.START + bench.now() - random.nextInt(3000),
                        random.nextInt(10) == 0 ? Outcome.MISSING : Outcome.SCORED,
                        random.nextDouble() < .2 ? random.nextDouble() * .5 : .7);
                bench.pipeScore(score);
                expected.addAll(bench.alerts());
                rehearse(rehearsal, score, MonitorBench.START + bench.now(), sequence);
                assertThat(alerts).as("score %d", sequence).isEqualTo(expected);
                // Mostly some a second, now and then a pause that a no-data rule notices, or all rules. In the steps of
                // the bench's clock, so that its ticks come when they are due.
                long pause = switch (random.nextInt(60)) {
                    case 0 -> 30_000;
                    case 1 -> 400_000;
                    default -> 50L * random.nextInt(20);
                };
                bench.idle(pause);
                expected.addAll(bench.alerts());
            }
        }
        assertThat(expected).anyMatch(alert -> alert.startsWith("silent/") && alert.endsWith("FIRING"));
        assertThat(expected).anyMatch(alert -> alert.startsWith("low/") && alert.endsWith("RESOLVED"));
    }

    @Test
    void windows_still_open_at_the_end_are_judged_only_if_time_goes_on() throws Exception {
        AlertRehearsal rehearsal = rehearsal();
        for (int i = 0; i < 8; i++) {
            rehearse(
                    rehearsal,
                    score("rx", i, MonitorBench.START + i * 100L, Outcome.MISSING, null),
                    MonitorBench.START + i * 100L,
                    i);
        }
        assertThat(rehearsal.finalAggregates()).isZero();
        assertThat(alerts).isEmpty();
        rehearsal.silence(Duration.ofSeconds(60));
        assertThat(rehearsal.finalAggregates()).isEqualTo(1);
        assertThat(alerts).contains("loss/cam>rx FIRING");
    }

    @Test
    void hostile_timestamps_neither_hang_nor_end_it() throws Exception {
        AlertRehearsal rehearsal = rehearsal();
        for (long time : new long[] {
            -1, 0, MonitorBench.START, Long.MAX_VALUE, MonitorBench.START + 5, Long.MIN_VALUE, MonitorBench.START
        }) {
            rehearse(rehearsal, score("rx", 1, MonitorBench.START, Outcome.SCORED, .1), time, 1);
        }
        assertThat(alerts).contains("low/cam>rx FIRING");
    }

    @Test
    void records_that_are_no_scores_are_counted() throws Exception {
        AlertRehearsal rehearsal = rehearsal();
        byte[] key = "cam>rx".getBytes(StandardCharsets.UTF_8);
        rehearsal.score("sess.scores", 0, 0, MonitorBench.START, key, new byte[] {1, 2, 3});
        rehearsal.score("sess.scores", 0, 1, MonitorBench.START, key, null);
        assertThat(rehearsal.metrics().deadLetters()).isEqualTo(2);
        assertThat(alerts).isEmpty();
    }

    private AlertRehearsal rehearsal() throws Exception {
        Map<String, String> flat = new HashMap<>(Map.of("pairing.wait", "1s", "pairing.remember", "10s"));
        String[] settings = settings();
        for (int i = 0; i < settings.length; i += 2) {
            flat.put(settings[i], settings[i + 1]);
        }
        return new AlertRehearsal(
                MonitorConfig.of(flat),
                new ScoreCodec(codec),
                (alert, wall) -> alerts.add(alert.getRule() + "/" + alert.getStream() + ">" + alert.getReceiver() + " "
                        + alert.getState()));
    }

    private String[] settings() throws Exception {
        Path rules = Files.writeString(folder.resolve("rules.yaml"), RULES);
        return new String[] {
            "windows.sizes", "10s", "windows.grace", "2s", "windows.idle", "5s", "rules.file", rules.toString()
        };
    }

    private void rehearse(AlertRehearsal rehearsal, FrameScore score, long wall, long offset) throws Exception {
        rehearsal.score(
                "sess.scores", 0, offset, wall, new ScoreCodec(codec).key(score), codec.encode("sess.scores", score));
    }

    private static FrameScore score(String receiver, long sequence, long capturedAt, Outcome outcome, Double score) {
        return FrameScore.newBuilder()
                .setStream("cam")
                .setReceiver(receiver)
                .setSequence(sequence)
                .setCapturedAt(Instant.ofEpochMilli(capturedAt))
                .setOutcome(outcome)
                .setScore(outcome == Outcome.SCORED ? score : null)
                .build();
    }
}
