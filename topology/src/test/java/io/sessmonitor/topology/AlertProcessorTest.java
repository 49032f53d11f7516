package io.sessmonitor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.schemas.Alert;
import io.sessmonitor.schemas.AlertSeverity;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.LinkAggregate;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.frame.AlertCodec;
import io.sessmonitor.topology.alert.AlertProcessor;
import io.sessmonitor.topology.alert.Rules;
import io.sessmonitor.topology.alert.RulesException;
import io.sessmonitor.topology.serde.RecordSerializer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules over scores and aggregates of several links, with the store that outlives restarts. */
class AlertProcessorTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final String LOW =
            "{name: low, kind: threshold, field: p05, window: 10s, comparison: below, threshold: 0.5, for: 10s}";
    private static final String LOSS = "{name: loss, kind: loss, window: 10s, threshold: 0.1, clear: 0.05,"
            + " counts: [missing, undecodable], severity: critical, labels: {team: lab}}";
    private static final String SILENT = "{name: silent, kind: no-data, after: 30s, expire: 10m}";
    private static final String SCORE =
            "{name: score, kind: threshold, field: score, comparison: at-most, threshold: 0.2, links: 'cam*>*'}";

    private final NavigableMap<Bytes, byte[]> kept = new TreeMap<>();
    private final PlainCodec codec = new PlainCodec();
    private Instant now = START;
    private TopologyTestDriver driver;
    private TestInputTopic<String, SpecificRecord> scores;
    private TestInputTopic<String, SpecificRecord> aggregates;
    private TestOutputTopic<String, Alert> alerts;

    @BeforeEach
    void start() {
        start(LOW, LOSS, SILENT, SCORE);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void final_windows_of_a_rules_size_make_it_pending_firing_and_resolved() {
        window("cam>near", 10, 0.4, 10, 0);
        window("cam>near", 20, 0.4, 10, 0);
        window("cam>near", 30, 0.9, 10, 0);
        assertThat(told())
                .containsExactly(
                        "low/cam>near PENDING 0.4 at 10",
                        "low/cam>near FIRING 0.4 at 20",
                        "low/cam>near RESOLVED 0.9 at 30");
    }

    @Test
    void open_updates_and_other_window_sizes_say_nothing() {
        LinkAggregate open = aggregate("cam>near", 10, 0.1, 10, 0);
        open.setIsFinal(false);
        aggregates.pipeInput("k", open);
        LinkAggregate minute = aggregate("cam>near", 60, 0.1, 10, 9);
        minute.setWindowSize(60_000L);
        aggregates.pipeInput("k", minute);
        LinkAggregate empty = aggregate("cam>near", 70, 0.1, 0, 0);
        aggregates.pipeInput("k", empty);
        LinkAggregate unscored = aggregate("cam>near", 80, 0.1, 5, 0);
        unscored.setP05(null);
        aggregates.pipeInput("k", unscored);
        assertThat(told()).isEmpty();
    }

    @Test
    void links_are_judged_each_by_itself_and_an_alert_carries_what_its_rule_says() {
        window("cam>near", 10, 0.9, 100, 11);
        window("cam>far", 10, 0.9, 100, 10);
        List<Alert> all = alerts.readValuesToList();
        assertThat(all).hasSize(2);
        Alert firing = all.get(1);
        assertThat(firing.getReceiver()).isEqualTo("near");
        assertThat(firing.getSeverity()).isEqualTo(AlertSeverity.CRITICAL);
        assertThat(firing.getLabels()).containsEntry("team", "lab");
        assertThat(firing.getThreshold()).isEqualTo(0.1);
        assertThat(firing.getFiredAt()).isEqualTo(START.plusSeconds(10));
        assertThat(firing.getSummary()).isEqualTo("cam>near lost 0.11 of its frames over 10s, threshold 0.1");
    }

    @Test
    void frames_are_judged_one_by_one_and_a_picture_that_cannot_be_decoded_scores_zero() {
        frame("cam>near", Outcome.SCORED, 0.3);
        frame("cam>near", Outcome.MISSING, null);
        assertThat(told()).isEmpty();
        frame("cam>near", Outcome.UNDECODABLE, null);
        frame("other>near", Outcome.SCORED, 0.1);
        assertThat(told()).containsExactly("score/cam>near PENDING 0.0 at 0", "score/cam>near FIRING 0.0 at 0");
        frame("cam>near", Outcome.SCORED, 0.21);
        assertThat(told()).containsExactly("score/cam>near RESOLVED 0.21 at 0");
    }

    @Test
    void silence_is_counted_from_the_last_received_frame_by_the_wall_clock() {
        frame("cam>near", Outcome.SCORED, 0.9);
        idle(29_500);
        frame("cam>near", Outcome.MISSING, null);
        assertThat(told()).isEmpty();
        idle(500);
        assertThat(told()).containsExactly("silent/cam>near PENDING 30.0 at 30", "silent/cam>near FIRING 30.0 at 30");
        frame("cam>near", Outcome.LATE, null);
        assertThat(told()).containsExactly("silent/cam>near RESOLVED 0.0 at 30");
    }

    @Test
    void a_leap_of_the_clock_or_a_thread_held_up_is_not_silence() {
        frame("cam>near", Outcome.SCORED, 0.9);
        now = now.plusSeconds(3600);
        driver.advanceWallClockTime(Duration.ofHours(1));
        assertThat(told()).isEmpty();
        idle(27_500);
        assertThat(told()).isEmpty();
        idle(500);
        assertThat(told()).hasSize(2);
    }

    @Test
    void a_restart_keeps_what_was_pending_firing_and_known() {
        window("cam>near", 10, 0.4, 100, 50);
        frame("cam>far", Outcome.SCORED, 0.9);
        idle(30_000);
        told();
        restart(LOW, LOSS, SILENT, SCORE);
        idle(10_000);
        assertThat(told()).as("nothing is told again").isEmpty();
        window("cam>near", 20, 0.4, 100, 7);
        assertThat(told()).containsExactly("low/cam>near FIRING 0.4 at 20");
        frame("cam>far", Outcome.SCORED, 0.9);
        window("cam>near", 30, 0.9, 100, 5);
        assertThat(told())
                .containsExactly(
                        "silent/cam>far RESOLVED 0.0 at 50",
                        "low/cam>near RESOLVED 0.9 at 30",
                        "loss/cam>near RESOLVED 0.05 at 30");
    }

    @Test
    void a_link_known_before_a_restart_is_missed_after_it() {
        frame("cam>near", Outcome.SCORED, 0.9);
        restart(SILENT);
        idle(30_000);
        assertThat(told()).hasSize(2);
    }

    @Test
    void an_alert_of_a_rule_that_was_removed_or_changed_is_resolved() {
        window("cam>near", 10, 0.4, 100, 50);
        told();
        restart(LOW.replace("0.5", "0.3"), SILENT);
        idle(500);
        assertThat(told())
                .containsExactlyInAnyOrder("low/cam>near RESOLVED null at 10", "loss/cam>near RESOLVED null at 10");
        restart(SILENT);
        idle(500);
        assertThat(told()).isEmpty();
    }

    @Test
    void other_words_for_people_do_not_end_an_alert() {
        window("cam>near", 10, 0.4, 100, 50);
        told();
        restart(LOW, LOSS.replace("critical", "info").replace("team", "crew"));
        window("cam>near", 20, 0.9, 100, 0);
        Alert resolved = alerts.readValuesToList().stream()
                .filter(alert -> alert.getRule().equals("loss"))
                .findFirst()
                .orElseThrow();
        assertThat(resolved.getSeverity()).isEqualTo(AlertSeverity.INFO);
        assertThat(resolved.getSince()).isEqualTo(START.plusSeconds(10));
    }

    @Test
    void a_link_not_heard_of_for_long_is_forgotten_and_its_alert_resolved() {
        restart(SILENT);
        frame("cam>near", Outcome.SCORED, 0.9);
        idle(599_500);
        assertThat(told()).hasSize(2);
        assertThat(kept).hasSize(1);
        idle(500);
        assertThat(told()).containsExactly("silent/cam>near RESOLVED null at 600");
        assertThat(kept).isEmpty();
    }

    @Test
    void a_frame_from_the_future_counts_as_now() {
        restart("{name: s, kind: threshold, field: score, comparison: below, threshold: 0.5, for: 10s}");
        FrameScore future = score("cam>near", Outcome.SCORED, 0.1);
        future.setCapturedAt(Instant.parse("9999-01-01T00:00:00Z"));
        scores.pipeInput("cam>near", future);
        idle(10_000);
        frame("cam>near", Outcome.SCORED, 0.1);
        assertThat(told()).containsExactly("s/cam>near PENDING 0.1 at 0", "s/cam>near FIRING 0.1 at 10");
    }

    @Test
    void only_what_is_worth_keeping_is_stored() {
        restart(LOW, LOSS, SCORE);
        window("cam>near", 10, 0.4, 100, 50);
        assertThat(kept).hasSize(2);
        window("cam>near", 20, 0.9, 100, 0);
        assertThat(kept).isEmpty();
    }

    private void start(String... rules) {
        Rules parsed;
        try {
            parsed = Rules.parse("rules:\n- " + String.join("\n- ", rules));
        } catch (RulesException e) {
            throw new IllegalArgumentException(e);
        }
        Topology topology = new Topology();
        topology.addSource("scores", new StringDeserializer(), values(FrameScore.class), "scores");
        topology.addSource("aggregates", new StringDeserializer(), values(LinkAggregate.class), "aggregates");
        topology.addProcessor("alerts", () -> new AlertProcessor(parsed), "scores", "aggregates");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                                KeptStore.supplier(StoreNames.ALERTS, kept), Serdes.Bytes(), Serdes.ByteArray())
                        .withLoggingDisabled(),
                "alerts");
        topology.addSink(
                "sink",
                "sess.alerts",
                new StringSerializer(),
                new RecordSerializer<Alert>("Alert", new AlertCodec(codec)::encode),
                "alerts");
        driver = new TopologyTestDriver(topology, new Properties(), now);
        scores = driver.createInputTopic("scores", new StringSerializer(), (topic, value) -> bytes(topic, value));
        aggregates =
                driver.createInputTopic("aggregates", new StringSerializer(), (topic, value) -> bytes(topic, value));
        alerts = driver.createOutputTopic("sess.alerts", new StringDeserializer(), values(Alert.class));
    }

    private void restart(String... rules) {
        driver.close();
        start(rules);
    }

    private byte[] bytes(String topic, SpecificRecord value) {
        try {
            return codec.encode(topic, value);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private <T extends SpecificRecord> Deserializer<T> values(Class<T> type) {
        return (topic, bytes) -> {
            try {
                return codec.decode(topic, bytes, type);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
    }

    private void idle(long millis) {
        for (long at = 0; at < millis; at += 500) {
            now = now.plusMillis(500);
            driver.advanceWallClockTime(Duration.ofMillis(500));
        }
    }

    private void frame(String link, Outcome outcome, Double value) {
        scores.pipeInput(link, score(link, outcome, value));
    }

    private FrameScore score(String link, Outcome outcome, Double value) {
        return FrameScore.newBuilder()
                .setStream(link.substring(0, link.indexOf('>')))
                .setReceiver(link.substring(link.indexOf('>') + 1))
                .setSequence(1)
                .setCapturedAt(now)
                .setOutcome(outcome)
                .setScore(value)
                .build();
    }

    /** A final window of 10 s that ends so many seconds after the start; the wall clock is there by then. */
    private void window(String link, int end, double p05, long frames, long missing) {
        long ahead = Duration.between(now, START.plusSeconds(end)).toMillis();
        if (ahead > 0) {
            now = now.plusMillis(ahead);
            driver.advanceWallClockTime(Duration.ofMillis(ahead));
        }
        aggregates.pipeInput("k", aggregate(link, end, p05, frames, missing));
    }

    private static LinkAggregate aggregate(String link, int end, double p05, long frames, long missing) {
        return LinkAggregate.newBuilder()
                .setStream(link.substring(0, link.indexOf('>')))
                .setReceiver(link.substring(link.indexOf('>') + 1))
                .setWindowStart(START.plusSeconds(end - 10))
                .setWindowEnd(START.plusSeconds(end))
                .setWindowSize(10_000)
                .setIsFinal(true)
                .setFrames(frames)
                .setScored(frames - missing)
                .setOutcomes(missing == 0 ? Map.of() : Map.of("MISSING", missing))
                .setP05(p05)
                .setMostLost(List.of())
                .build();
    }

    private List<String> told() {
        return alerts.readKeyValuesToList().stream()
                .map(AlertProcessorTest::line)
                .toList();
    }

    private static String line(KeyValue<String, Alert> alert) {
        return alert.key + " " + alert.value.getState() + " " + alert.value.getValue() + " at "
                + Duration.between(START, alert.value.getAt()).toSeconds();
    }
}
