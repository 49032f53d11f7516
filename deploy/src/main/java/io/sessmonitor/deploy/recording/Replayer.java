package io.sessmonitor.deploy.recording;

import io.sessmonitor.deploy.recording.ReadAhead.Ready;
import io.sessmonitor.schemas.RecordedRecord;
import io.sessmonitor.schemas.envelope.FrameId;
import io.sessmonitor.schemas.wire.SubjectStrategy;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.config.RegistryConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Writes recorded records to topics, each at its time. Used by one thread, except {@link #stop}.
 *
 * <p>Records are read and made ready before their time ({@link ReadAhead}), so that at that time they only have to be handed
 * to the producer; how late that happens is measured for each.
 */
public final class Replayer implements AutoCloseable {

    /** A wait is looked at so often, so that {@link #stop} is heard. */
    private static final long LONGEST_PARK = TimeUnit.MILLISECONDS.toNanos(50);

    /** Frames remembered in order to tell a new one from one that another receiver has as well. */
    private static final int REMEMBERED = 10_000;

    /**
     * From the first record of a pass being read to its time. What takes long once, such as the schemas of all topics, is
     * mostly done then; and as it is known beforehand, records can be given shifted times before they are sent.
     */
    static final Duration LEAD = Duration.ofMillis(500);

    private static final Duration CLOSE = Duration.ofSeconds(5);

    /** What is replayed, as often as it is asked for. */
    public interface Passes {

        /** Begins a pass. */
        RecordSource begin() throws IOException, RecordingException;

        /** Latest timestamp in a pass, milliseconds since 1970. */
        long lastTimestamp() throws RecordingException;
    }

    /** Lets frames go one by one. */
    public interface Steps {

        /** All of them at once. */
        Steps NONE = frame -> true;

        /**
         * Waits until a frame may go.
         *
         * @return false to end the replay
         */
        boolean await(String frame) throws IOException, InterruptedException;
    }

    /** How far it is; changes while it runs. */
    public static final class State {

        private final Map<String, Long> topics = new TreeMap<>();
        private final PacingErrors pacing = new PacingErrors();
        private long records;
        private long bytes;
        private long passes;
        private long unknownSchemas;
        private long nanos;
        private long waitNanos;
        private boolean stopped;

        /** Records written, by their new topic. */
        public Map<String, Long> topics() {
            return topics;
        }

        /** How late they were; empty unless paced. */
        public PacingErrors pacing() {
            return pacing;
        }

        public long records() {
            return records;
        }

        /** Bytes of keys, values and headers, as recorded. */
        public long bytes() {
            return bytes;
        }

        /** Passes begun. */
        public long passes() {
            return passes;
        }

        /** Values in the wire format whose schema the recording does not have: written with the ID they had. */
        public long unknownSchemas() {
            return unknownSchemas;
        }

        /** How long it took so far. */
        public long nanos() {
            return nanos;
        }

        /** How long it is until the next record, while that is waited for. */
        public long waitNanos() {
            return waitNanos;
        }

        /** Whether it was ended before its end. */
        public boolean stopped() {
            return stopped;
        }
    }

    private final ReplaySettings settings;
    private final FrameRewriter rewriter;
    private final Producer<byte[], byte[]> producer;
    private final Waiter waiter;
    private final Steps steps;
    private final Consumer<State> progress;
    /** Whether each record has a time at which it goes. */
    private final boolean timed;

    private final State state = new State();
    private final FrameNumbers numbers;
    private final Map<String, Boolean> seen = new LinkedHashMap<>();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private volatile boolean stopped;
    /** That of the pass; it has to hear of a stop. */
    private volatile ReadAhead reading;

    /** A replay to the topics of the settings, which {@link TargetTopics#check} has found. */
    public static Replayer of(MonitorConfig config, ReplaySettings settings, Steps steps, Consumer<State> progress)
            throws RecordingException {
        FrameRewriter rewriter = new FrameRewriter(
                TopicSource.registry(config),
                SubjectStrategy.of(config.registry().settings().get(RegistryConfig.SUBJECT_STRATEGY)));
        try {
            Producer<byte[], byte[]> producer = TopicClients.producer(config, settings.paced());
            // Now rather than with the first record, which has its time.
            settings.topics().values().forEach(producer::partitionsFor);
            return new Replayer(settings, rewriter, producer, Waiter.SYSTEM, steps, progress);
        } catch (KafkaException e) {
            throw new RecordingException(TopicRange.noConnection(config.kafka(), e), e);
        }
    }

    Replayer(
            ReplaySettings settings,
            FrameRewriter rewriter,
            Producer<byte[], byte[]> producer,
            Waiter waiter,
            Steps steps,
            Consumer<State> progress) {
        this.settings = settings;
        this.rewriter = rewriter;
        this.producer = producer;
        this.waiter = waiter;
        this.steps = steps;
        this.progress = progress;
        this.timed = settings.paced() && steps == Steps.NONE;
        this.numbers = new FrameNumbers(settings.streamSuffix());
    }

    /** Ends the replay soon; from any thread. */
    public void stop() {
        stopped = true;
        ReadAhead ahead = reading;
        if (ahead != null) {
            ahead.stop();
        }
    }

    /**
     * Replays all passes, and waits until the broker has what was written.
     *
     * @throws IOException if the recording cannot be read, or a record could not be written
     */
    public State run(Passes passes) throws IOException, InterruptedException, RecordingException {
        long begin = waiter.nanoTime();
        // Only at the highest speed: there times end now, rather than run ahead of the clock.
        long anchor = settings.shift() && !settings.paced() ? passes.lastTimestamp() : 0;
        boolean again = true;
        while (again) {
            long before = state.records;
            state.passes++;
            try (RecordSource source = passes.begin()) {
                state.stopped = !pass(source, anchor, begin);
                again = !state.stopped && settings.loop() && state.records > before;
            }
        }
        producer.flush();
        check();
        state.nanos = waiter.nanoTime() - begin;
        return state;
    }

    /** False if it was ended before its end. */
    private boolean pass(RecordSource source, long anchor, long begin) throws IOException, InterruptedException {
        try (ReadAhead ahead = new ReadAhead(new Preparation(source, anchor))) {
            reading = ahead;
            if (stopped) {
                return false;
            }
            Ready next = ahead.take();
            long start = waiter.nanoTime() + LEAD.toNanos();
            for (boolean first = true; next != null; first = false, next = ahead.take()) {
                if (timed ? !await(start + next.due()) : !mayGo(next)) {
                    return false;
                }
                send(next);
                if (timed && first) {
                    // It takes longer than all others: connections, new code. They keep their distances from its end.
                    producer.flush();
                    start = waiter.nanoTime();
                }
                state.nanos = waiter.nanoTime() - begin;
                progress.accept(state);
            }
            return !stopped;
        }
    }

    /** Makes the records of a pass ready; used by the thread that reads ahead, as are rewriter and numbers during a pass. */
    private final class Preparation implements ReadAhead.Maker {

        private final RecordSource source;
        private final long anchor;
        private final long pass = state.passes;
        private final Timeline timeline = new Timeline(settings.speed(), settings.maxGapMillis());
        /** Where the pass begins on the wall clock; from the first record on. */
        private Long wall;

        private Preparation(RecordSource source, long anchor) {
            this.source = source;
            this.anchor = anchor;
        }

        @Override
        public Ready next() throws IOException, InterruptedException {
            for (RecordedRecord record; (record = source.next()) != null; ) {
                String topic = settings.topics().get(record.getTopic());
                if (topic != null) {
                    return ready(record, topic);
                }
            }
            return null;
        }

        private Ready ready(RecordedRecord record, String topic) throws IOException {
            long due = timeline.due(record.getTimestamp());
            if (wall == null) {
                wall = waiter.millis()
                        + (timed ? LEAD.toMillis() : 0)
                        - (settings.paced() ? 0 : timeline.offset(anchor * 1000) / 1000);
            }
            Optional<FrameId> frame = RecordingFormat.frame(record);
            return new Ready(
                    frame.map(FrameId::key).orElse(null),
                    due,
                    RecordingFormat.bytes(record),
                    record.getSchemaId() == null && WireIds.of(RecordingFormat.bytes(record.getValue())) >= 0,
                    rewritten(record, topic, frame));
        }

        private ProducerRecord<byte[], byte[]> rewritten(RecordedRecord record, String topic, Optional<FrameId> frame)
                throws IOException {
            FrameRewriter.Change change = null;
            if (frame.isPresent()) {
                if (pass == 1 && settings.loop()) {
                    numbers.learn(frame.get());
                }
                FrameId id = numbers.inPass(frame.get(), pass - 1);
                if (settings.shift() || !id.equals(frame.get())) {
                    change = new FrameRewriter.Change(
                            id, settings.shift() ? micros -> wall * 1000 + timeline.offset(micros) : null);
                }
            }
            Long timestamp = record.getTimestamp() < 0 ? null : (Long) record.getTimestamp();
            if (settings.shift() && timestamp != null) {
                timestamp = Math.max(0, wall + timeline.offset(timestamp * 1000) / 1000);
            }
            return rewriter.rewrite(record, topic, source, frame, change, timestamp);
        }
    }

    /** Whether a record that is not sent at a time of its own may go; false if the replay is to end. */
    private boolean mayGo(Ready next) throws IOException, InterruptedException {
        return !stopped
                && (steps == Steps.NONE || next.frame() == null || !isNew(next.frame()) || steps.await(next.frame()));
    }

    /** Waits for a record's time; false if the replay is to end. */
    private boolean await(long due) {
        for (long left; (left = due - waiter.nanoTime()) > 0; ) {
            if (stopped) {
                return false;
            }
            state.waitNanos = left;
            if (left > LONGEST_PARK) {
                progress.accept(state);
            }
            waiter.park(Math.min(left, LONGEST_PARK));
        }
        state.waitNanos = 0;
        state.pacing.add(waiter.nanoTime() - due);
        return !stopped;
    }

    private boolean isNew(String frame) {
        if (seen.putIfAbsent(frame, true) != null) {
            return false;
        }
        if (seen.size() > REMEMBERED) {
            seen.remove(seen.keySet().iterator().next());
        }
        return true;
    }

    private void send(Ready ready) throws IOException {
        check();
        producer.send(ready.record(), (written, problem) -> {
            if (problem != null) {
                failure.compareAndSet(null, problem);
            }
        });
        state.records++;
        state.bytes += ready.bytes();
        state.unknownSchemas += ready.unknownSchema() ? 1 : 0;
        state.topics.merge(ready.record().topic(), 1L, Long::sum);
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }

    private void check() throws IOException {
        Exception problem = failure.get();
        if (problem != null) {
            throw new IOException(
                    "the broker did not take a record: " + problem.getMessage()
                            + "; check the topic's max.message.bytes and this user's rights",
                    problem);
        }
    }
}
