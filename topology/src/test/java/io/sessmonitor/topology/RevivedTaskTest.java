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
import io.sessmonitor.topology.pair.PairingProcessor;
import io.sessmonitor.topology.pair.ReadyPair;
import io.sessmonitor.topology.payload.Fetched;
import io.sessmonitor.topology.payload.PayloadCache;
import io.sessmonitor.topology.scoring.ScoringProcessor;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/**
 * A task whose transaction could not be committed is closed and begins again from its store, with the processors it has:
 * Kafka Streams calls {@code init} of the same objects once more.
 */
class RevivedTaskTest {

    private static final PayloadRef SENT = new PayloadRef.LogRecord("frames.sent", 0, 0);
    private static final PayloadRef RECEIVED = new PayloadRef.LogRecord("frames.received", 0, 0);

    /** What a task gives its processor; each life of the task has another, with the store as it was last committed. */
    private static final class Life<K, V> implements ProcessorContext<K, V> {

        final NavigableMap<Bytes, byte[]> content;
        final List<V> forwarded = new ArrayList<>();
        private final List<Punctuator> punctuators = new ArrayList<>();
        private final KeyValueStore<Bytes, byte[]> store;
        private long now = MonitorBench.START;

        Life(Map<Bytes, byte[]> committed) {
            this.content = new TreeMap<>(committed);
            this.store = KeptStore.supplier("store", content).get();
        }

        void tick(long millis) {
            now += millis;
            punctuators.forEach(each -> each.punctuate(now));
        }

        @Override
        @SuppressWarnings("unchecked")
        public <S extends StateStore> S getStateStore(String name) {
            return (S) store;
        }

        @Override
        public Cancellable schedule(Duration interval, PunctuationType type, Punctuator punctuator) {
            punctuators.add(punctuator);
            return () -> punctuators.remove(punctuator);
        }

        @Override
        public Cancellable schedule(Instant start, Duration interval, PunctuationType type, Punctuator punctuator) {
            return schedule(interval, type, punctuator);
        }

        @Override
        public <J extends K, W extends V> void forward(Record<J, W> record) {
            forwarded.add(record.value());
        }

        @Override
        public <J extends K, W extends V> void forward(Record<J, W> record, String child) {
            forward(record);
        }

        @Override
        public long currentSystemTimeMs() {
            return now;
        }

        @Override
        public TaskId taskId() {
            return new TaskId(0, 0);
        }

        @Override
        public long currentStreamTimeMs() {
            return now;
        }

        @Override
        public void commit() {}

        @Override
        public String applicationId() {
            return "test";
        }

        @Override
        public Optional<RecordMetadata> recordMetadata() {
            return Optional.empty();
        }

        @Override
        public Serde<?> keySerde() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Serde<?> valueSerde() {
            throw new UnsupportedOperationException();
        }

        @Override
        public File stateDir() {
            throw new UnsupportedOperationException();
        }

        @Override
        public StreamsMetrics metrics() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, Object> appConfigs() {
            return Map.of();
        }

        @Override
        public Map<String, Object> appConfigsWithPrefix(String prefix) {
            return Map.of();
        }
    }

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
                () -> {});
        Life<String, FrameScore> first = new Life<>(Map.of());
        scoring.init(first);
        ReadyPair pair = new ReadyPair("cam0", 0, "rx1", 0, Map.of(), SENT, RECEIVED);
        scoring.process(new Record<>(pair.key(), pair, MonitorBench.START));
        assertThat(scorer.inFlight()).isOne();

        Life<String, FrameScore> second = new Life<>(first.content);
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
                () -> {});
        scoring.init(new Life<String, FrameScore>(Map.of()));
        ReadyPair pair = new ReadyPair("cam0", 0, "rx1", 0, Map.of(), SENT, RECEIVED);
        scoring.process(new Record<>(pair.key(), pair, MonitorBench.START));

        Life<String, FrameScore> second = new Life<>(Map.of());
        scoring.init(second);
        scorer.answerAll();
        second.tick(10);
        assertThat(second.forwarded).extracting(FrameScore::getOutcome).isEmpty();
    }

    @Test
    void a_link_discovered_in_the_transaction_given_up_is_discovered_again() {
        PairingProcessor pairing =
                new PairingProcessor(config().pairing(), new DeadLetters(1 << 20), new MonitorMetrics());
        Life<Object, Object> first = new Life<>(Map.of());
        pairing.init(first);
        pair(pairing);

        Life<Object, Object> second = new Life<>(Map.of());
        pairing.init(second);
        pair(pairing);
        assertThat(second.content.keySet()).isEqualTo(first.content.keySet());
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
