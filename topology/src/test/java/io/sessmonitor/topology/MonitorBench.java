package io.sessmonitor.topology;

import io.sessmonitor.schemas.Frame;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.LinkAggregate;
import io.sessmonitor.schemas.envelope.FrameId;
import io.sessmonitor.schemas.envelope.PayloadRef;
import io.sessmonitor.schemas.frame.AggregateCodec;
import io.sessmonitor.schemas.frame.AlertCodec;
import io.sessmonitor.schemas.frame.FrameReader;
import io.sessmonitor.schemas.frame.FrameWriter;
import io.sessmonitor.schemas.frame.ScoreCodec;
import io.sessmonitor.schemas.wire.MalformedRecordException;
import io.sessmonitor.schemas.wire.RegistryException;
import io.sessmonitor.schemas.wire.RegistryUnavailableException;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.config.MonitorConfigException;
import io.sessmonitor.topology.failure.DeadLetters;
import io.sessmonitor.topology.ingest.KeyPolicy;
import io.sessmonitor.topology.pair.FakeLogs;
import io.sessmonitor.topology.payload.Fetched;
import io.sessmonitor.topology.payload.PayloadCache;
import io.sessmonitor.topology.payload.PayloadFetcher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/**
 * The whole topology under the test driver, with a log of what was piped so that pictures can be read again, and stores
 * that survive {@link #restart}. Time starts at {@link #START}; {@link #idle} lets the wall clock run in steps as short as
 * the real ticks.
 */
final class MonitorBench implements AutoCloseable {

    static final long START = 1_800_000_000_000L;

    final FakeScorer scorer = new FakeScorer();
    final PlainCodec codec = new PlainCodec();
    final MonitorMetrics metrics = new MonitorMetrics();
    final Map<PayloadRef, byte[]> log = new HashMap<>();
    /** What a resting thread sees happen. */
    Runnable whileResting = () -> {};

    private final Map<String, String> settings = new HashMap<>(Map.of("pairing.wait", "1s", "pairing.remember", "10s"));
    private MonitorConfig config;
    private final KeyPolicy keys;
    private final Map<String, NavigableMap<Bytes, byte[]>> stores = new HashMap<>();
    private final Map<String, Long> ends = new HashMap<>();
    private final FakeLogs logs = new FakeLogs();
    /** What lies in the logs of topics whose fetch has stalled. */
    private final Map<String, List<Runnable>> unread = new HashMap<>();

    private final FrameReader reader;
    private final FrameWriter writer;
    private PayloadCache cache;
    private TopologyTestDriver driver;
    private long wall = START;

    MonitorBench(String... settings) {
        this(KeyPolicy.OFF, settings);
    }

    MonitorBench(KeyPolicy keys, String... settings) {
        configure(settings);
        this.keys = keys;
        reader = config.topics().format().reader(codec, config.topics().maxRecordBytes());
        writer = config.topics().format().writer(codec);
        start();
    }

    private void configure(String... more) {
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        try {
            config = MonitorConfig.of(settings);
        } catch (MonitorConfigException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** As {@link #restart}, with some settings changed. */
    void restartWith(String... more) {
        configure(more);
        restart();
    }

    /** Ends the task and starts another on the same stores: answers on their way and the cache are gone. */
    void restart() {
        driver.close();
        start();
    }

    private void start() {
        cache = new PayloadCache(config.payload().cacheBytes());
        PayloadFetcher fetcher = this::fetch;
        Properties properties = config.streamsProperties();
        driver = new TopologyTestDriver(
                SessTopology.build(new SessTopology.Parts(
                        config,
                        reader,
                        new ScoreCodec(codec),
                        new AggregateCodec(codec),
                        new AlertCodec(codec),
                        scorer,
                        cache,
                        fetcher,
                        keys,
                        logs,
                        metrics,
                        () -> whileResting.run(),
                        name -> KeptStore.supplier(name, stores.computeIfAbsent(name, key -> new TreeMap<>())))),
                properties,
                Instant.ofEpochMilli(wall));
    }

    private boolean fetch(PayloadRef ref, Consumer<Fetched> then) {
        byte[] value = log.get(ref);
        try {
            then.accept(
                    value == null
                            ? new Fetched.Gone("no longer there")
                            : new Fetched.Picture(reader.payload("any", value)));
        } catch (MalformedRecordException | RegistryUnavailableException e) {
            throw new IllegalStateException(e);
        }
        return true;
    }

    MonitorConfig config() {
        return config;
    }

    /** Milliseconds since {@link #START}. */
    long now() {
        return wall - START;
    }

    void sent(String frame) {
        pipe(frame(frame, null), now());
    }

    void received(String frame, String receiver) {
        pipe(frame(frame, receiver), now());
    }

    Frame frame(String frame, String receiver) {
        FrameId id = FrameId.parse(frame);
        return Frame.newBuilder()
                .setStream(id.stream())
                .setSequence(id.sequence())
                .setReceiver(receiver)
                .setCapturedAt(Instant.ofEpochMilli(START + id.sequence()))
                .setPayload(ByteBuffer.wrap(
                        (receiver == null ? frame : frame + ">" + receiver).getBytes(StandardCharsets.UTF_8)))
                .setMediaType("image/jpeg")
                .setTags(receiver == null ? Map.of("codec", "none", "side", "sent") : Map.of("side", "received"))
                .build();
    }

    /** Writes a frame with a timestamp given in milliseconds since {@link #START}. */
    void pipe(Frame frame, long at) {
        try {
            FrameWriter.Encoded encoded = writer.write("any", frame);
            RecordHeaders headers = new RecordHeaders();
            encoded.headers().forEach(headers::add);
            pipe(frame.getReceiver() == null, encoded.key(), encoded.value(), headers, START + at);
        } catch (RegistryException e) {
            throw new IllegalStateException(e);
        }
    }

    void pipe(boolean sent, byte[] key, byte[] value, RecordHeaders headers, long timestamp) {
        String topic = topic(sent);
        Runnable read = () -> read(topic, key, value, headers, timestamp);
        if (unread.containsKey(topic)) {
            unread.get(topic).add(read);
        } else {
            read.run();
        }
    }

    private String topic(boolean sent) {
        return sent ? config.topics().sent() : config.topics().received();
    }

    /** Nothing of one side is read any more, though it is written. */
    void stall(boolean sent) {
        logs.stall(new TopicPartition(topic(sent), 0));
        unread.putIfAbsent(topic(sent), new ArrayList<>());
    }

    /** Reads what has been written of one side since {@link #stall}, and goes on. */
    void resume(boolean sent) {
        List<Runnable> waiting = unread.getOrDefault(topic(sent), List.of());
        waiting.forEach(Runnable::run);
        unread.remove(topic(sent));
        logs.resume(new TopicPartition(topic(sent), 0));
    }

    private void read(String topic, byte[] key, byte[] value, RecordHeaders headers, long timestamp) {
        long offset = ends.getOrDefault(topic, 0L);
        // The driver counts offsets anew at each start, so the real log's offsets are kept in step here.
        log.put(new PayloadRef.LogRecord(topic, 0, offset), value);
        ends.merge(topic, 1L, Long::sum);
        driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(key, value, headers, timestamp));
    }

    /** Nothing comes for so long. */
    void idle(long millis) {
        for (long left = millis; left > 0; left -= 50) {
            tick(Math.min(50, left));
        }
    }

    /** Restarts with a wall clock, this machine's and the producers', that was set back. The driver's own cannot be. */
    void restartWithClockSetBack(long millis) {
        wall -= millis;
        restart();
    }

    /** One step of the wall clock. */
    void tick(long millis) {
        wall += millis;
        driver.advanceWallClockTime(Duration.ofMillis(millis));
    }

    /** Bytes of the pictures in memory. */
    long cachedBytes() {
        return cache.bytes();
    }

    /** All outcomes since the last call as {@code OUTCOME frame>receiver}. */
    List<String> outcomes() {
        return scores().stream()
                .map(score -> score.getOutcome() + " " + score.getStream() + "/" + score.getSequence() + ">"
                        + score.getReceiver())
                .toList();
    }

    /** All records of the scores topic since the last call. */
    List<FrameScore> scores() {
        List<FrameScore> scores = new ArrayList<>();
        ScoreCodec decoder = new ScoreCodec(codec);
        for (TestRecord<byte[], byte[]> record : read(config.topics().scores())) {
            try {
                scores.add(decoder.decode("any", record.value()));
            } catch (MalformedRecordException | RegistryUnavailableException e) {
                throw new IllegalStateException(e);
            }
        }
        return scores;
    }

    /** All records of the scores topic since the last call, as they are. */
    List<TestRecord<byte[], byte[]>> scoreRecords() {
        return read(config.topics().scores());
    }

    /** Writes a score as another monitor might have. */
    void pipeScore(FrameScore score) {
        try {
            pipeScore(new ScoreCodec(codec).key(score), codec.encode("any", score));
        } catch (RegistryException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes anything to the scores topic. */
    void pipeScore(byte[] key, byte[] value) {
        driver.createInputTopic(config.topics().scores(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(key, value, new RecordHeaders(), wall));
    }

    /** All records of the aggregates topic since the last call. */
    List<LinkAggregate> aggregates() {
        List<LinkAggregate> aggregates = new ArrayList<>();
        AggregateCodec decoder = new AggregateCodec(codec);
        for (TestRecord<byte[], byte[]> record : read(config.topics().aggregates())) {
            try {
                LinkAggregate aggregate = decoder.decode("any", record.value());
                if (!Arrays.equals(record.key(), decoder.key(aggregate))) {
                    throw new IllegalStateException("key and value differ: " + aggregate);
                }
                aggregates.add(aggregate);
            } catch (MalformedRecordException | RegistryUnavailableException e) {
                throw new IllegalStateException(e);
            }
        }
        return aggregates;
    }

    /** All records of the alerts topic since the last call: key and state. */
    List<String> alerts() {
        List<String> alerts = new ArrayList<>();
        AlertCodec decoder = new AlertCodec(codec);
        for (TestRecord<byte[], byte[]> record : read(config.topics().alerts())) {
            try {
                alerts.add(new String(record.key(), StandardCharsets.UTF_8) + " "
                        + decoder.decode("any", record.value()).getState());
            } catch (MalformedRecordException | RegistryUnavailableException e) {
                throw new IllegalStateException(e);
            }
        }
        return alerts;
    }

    /** All records of the exchange since the last call. */
    List<TestRecord<byte[], byte[]>> exchanged() {
        return read(config.topics().exchange());
    }

    /** Writes anything to the exchange. */
    void pipeExchange(byte[] key, byte[] value) {
        driver.createInputTopic(config.topics().exchange(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(key, value, new RecordHeaders(), wall));
    }

    /** Keys of the scores topic since the last call. */
    List<String> scoreKeys() {
        return read(config.topics().scores()).stream()
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .toList();
    }

    /** All dead letters since the last call. */
    List<TestRecord<byte[], byte[]>> deadLetters() {
        return read(config.topics().dlq());
    }

    /** All dead letters since the last call as {@code reason: detail}. */
    List<String> deadLetterReasons() {
        return deadLetters().stream()
                .map(letter -> header(letter, DeadLetters.REASON) + ": " + header(letter, DeadLetters.DETAIL))
                .toList();
    }

    static String header(TestRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** Number of entries in a store, as the last commit left it. */
    int stored(String store) {
        return stores.get(store).size();
    }

    /** Bytes of keys and values in a store, as the last commit left it. */
    long storedBytes(String store) {
        return stores.get(store).entrySet().stream()
                .mapToLong(entry -> entry.getKey().get().length + entry.getValue().length)
                .sum();
    }

    /** Bytes of keys and values that a store has written to its changelog since the last call. */
    long changelogBytes(String store) {
        return read(config.kafka().applicationId() + "-" + store + "-changelog").stream()
                .mapToLong(record -> record.key().length + (record.value() == null ? 0 : record.value().length))
                .sum();
    }

    private List<TestRecord<byte[], byte[]>> read(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    @Override
    public void close() {
        driver.close();
    }
}
