package io.sessmonitor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.envelope.FrameEnvelope;
import io.sessmonitor.schemas.envelope.PayloadRef;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.config.MonitorConfigException;
import io.sessmonitor.topology.failure.DeadLetters;
import io.sessmonitor.topology.failure.Origin;
import io.sessmonitor.topology.ingest.Arrival;
import io.sessmonitor.topology.pair.FakeLogs;
import io.sessmonitor.topology.pair.PairingProcessor;
import io.sessmonitor.topology.pair.ReadyPair;
import io.sessmonitor.topology.payload.Fetched;
import io.sessmonitor.topology.payload.PayloadCache;
import io.sessmonitor.topology.scoring.Rests;
import io.sessmonitor.topology.scoring.ScoringProcessor;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/**
 * A task whose transaction could not be committed is closed and begins again from its store, with the processors it has:
 * Kafka Streams calls {@code init} of the same objects once more.
 */
class RevivedTaskTest {

    private static final PayloadRef SENT = new PayloadRef.LogRecord("frames.sent", 0, 0);
    private static final PayloadRef RECEIVED = new PayloadRef.LogRecord("frames.received", 0, 0);

    private static MonitorConfig config() {
        try {
            return MonitorConfig.of(Map.of("pairing.wait", "1s"));
        } catch (MonitorConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_pair_in_work_has_one_outcome_though_the_scorer_answers_twice() {
        FakeScorer scorer = new FakeScorer().byHand();
        ScoringProcessor scoring = new ScoringProcessor(
                scorer,
                config().scoring(),
                new PayloadCache(1 << 20),
                (ref, then) -> {
                    then.accept(new Fetched.Picture(new byte[] {1}));
                    return true;
                },
                new MonitorMetrics(),
                new Rests(() -> {}));
        TaskLife<String, FrameScore> first = new TaskLife<>(Map.of());
        scoring.init(first);
        ReadyPair pair = new ReadyPair("cam0", 0, "rx1", 0, Map.of(), SENT, RECEIVED, true);
        scoring.process(new Record<>(pair.key(), pair, MonitorBench.START));
        assertThat(scorer.inFlight()).isOne();

        TaskLife<String, FrameScore> second = new TaskLife<>(first.committed().content);
        scoring.init(second);
        second.tick(10);
        assertThat(scorer.inFlight()).isEqualTo(2);
        scorer.answerAll();
        second.tick(10);
        assertThat(second.forwarded).extracting(FrameScore::getOutcome).containsExactly(Outcome.SCORED);
    }

    @Test
    void a_pair_of_the_transaction_given_up_is_forgotten_until_its_records_come_again() {
        FakeScorer scorer = new FakeScorer().byHand();
        ScoringProcessor scoring = new ScoringProcessor(
                scorer,
                config().scoring(),
                new PayloadCache(1 << 20),
                (ref, then) -> {
                    then.accept(new Fetched.Picture(new byte[] {1}));
                    return true;
                },
                new MonitorMetrics(),
                new Rests(() -> {}));
        scoring.init(new TaskLife<String, FrameScore>(Map.of()));
        ReadyPair pair = new ReadyPair("cam0", 0, "rx1", 0, Map.of(), SENT, RECEIVED, true);
        scoring.process(new Record<>(pair.key(), pair, MonitorBench.START));

        TaskLife<String, FrameScore> second = new TaskLife<>(Map.of());
        scoring.init(second);
        scorer.answerAll();
        second.tick(10);
        assertThat(second.forwarded).extracting(FrameScore::getOutcome).isEmpty();
    }

    @Test
    void a_link_discovered_in_the_transaction_given_up_is_discovered_again() {
        PairingProcessor pairing = new PairingProcessor(
                config().pairing(),
                config().topics(),
                1,
                new FakeLogs(),
                new DeadLetters(1 << 20),
                new MonitorMetrics());
        TaskLife<Object, Object> first = new TaskLife<>(Map.of());
        pairing.init(first);
        pair(pairing);

        TaskLife<Object, Object> second = new TaskLife<>(Map.of());
        pairing.init(second);
        pair(pairing);
        assertThat(second.committed().content.keySet())
                .isNotEmpty()
                .isEqualTo(first.committed().content.keySet());
    }

    private static void pair(PairingProcessor pairing) {
        arrive(pairing, null, SENT);
        arrive(pairing, "rx1", RECEIVED);
    }

    private static void arrive(PairingProcessor pairing, String receiver, PayloadRef payload) {
        Origin origin = new Origin("frames", 0, 0, MonitorBench.START, null, null, new RecordHeaders());
        FrameEnvelope frame = new FrameEnvelope("cam0", 0, receiver, 0, "", Map.of(), payload);
        pairing.process(new Record<>(frame.frameId(), new Arrival(frame, origin), MonitorBench.START));
    }
}
