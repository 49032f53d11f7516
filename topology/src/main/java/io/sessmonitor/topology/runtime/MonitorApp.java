package io.sessmonitor.topology.runtime;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.frame.AggregateCodec;
import io.sessmonitor.schemas.frame.AlertCodec;
import io.sessmonitor.schemas.frame.FrameReader;
import io.sessmonitor.schemas.frame.ScoreCodec;
import io.sessmonitor.schemas.wire.MalformedRecordException;
import io.sessmonitor.schemas.wire.RegistryRefusedException;
import io.sessmonitor.schemas.wire.RegistryUnavailableException;
import io.sessmonitor.schemas.wire.WireCodec;
import io.sessmonitor.scorer.SessScorer;
import io.sessmonitor.topology.MonitorMetrics;
import io.sessmonitor.topology.SessTopology;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.config.TopicsConfig;
import io.sessmonitor.topology.failure.UncaughtFailures;
import io.sessmonitor.topology.ingest.KeyPolicy;
import io.sessmonitor.topology.payload.PayloadCache;
import io.sessmonitor.topology.payload.PayloadReaders;
import io.sessmonitor.topology.runtime.StartupException.Problem;
import io.sessmonitor.topology.scoring.Pause;
import io.sessmonitor.topology.serde.RecordSerializer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The monitor: checks, starts, runs, closes. Started at most once.
 *
 * <p>Safe for use by many threads: the state is guarded by this object's monitor, and Kafka Streams' own threads tell it
 * what becomes of them. The scorer belongs to the caller, who closes it after this; the codec is closed here.
 */
public final class MonitorApp implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MonitorApp.class);
    private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    /**
     * Leaves the group, so that whoever takes over, or the next start, need not wait for the session to end; the state
     * stays on disk either way.
     */
    private static final CloseOptions LEAVE = CloseOptions.timeout(CLOSE_TIMEOUT)
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);

    private final MonitorConfig config;
    private final SessScorer scorer;
    private final WireCodec codec;
    private final MonitorMetrics metrics = new MonitorMetrics();
    private final PayloadCache cache;
    private MonitorState state = MonitorState.CREATED;
    private Throwable failure;
    private KafkaStreams streams;
    private PayloadReaders payloads;
    private LogEnds ends;

    /**
     * A monitor that is not started yet, with the codec its configuration describes.
     *
     * @param scorer scores the pairs; not closed here
     * @throws StartupException if the codec cannot be made
     */
    public static MonitorApp of(MonitorConfig config, SessScorer scorer) throws StartupException {
        try {
            return new MonitorApp(config, scorer, config.registry().codec());
        } catch (IllegalArgumentException e) {
            throw new StartupException(Problem.SETTING, e.getMessage(), e);
        }
    }

    /**
     * A monitor that is not started yet.
     *
     * @param scorer scores the pairs; not closed here
     * @param codec reads and writes Avro, already configured; closed with this
     */
    public MonitorApp(MonitorConfig config, SessScorer scorer, WireCodec codec) {
        this.config = Objects.requireNonNull(config, "config");
        this.scorer = Objects.requireNonNull(scorer, "scorer");
        this.codec = Objects.requireNonNull(codec, "codec");
        this.cache = new PayloadCache(config.payload().cacheBytes());
    }

    /**
     * Checks broker, topics and registry, and starts working. Returns when the threads are started, see
     * {@link #awaitRunning}, or when it was closed meanwhile.
     *
     * @throws StartupException if something must be put right first; the monitor is then FAILED
     */
    public void start() throws StartupException {
        move(MonitorState.STARTING);
        try {
            int partitions = checkTopics();
            checkRegistry();
            TopicsConfig topics = config.topics();
            FrameReader reader = topics.format().reader(codec, topics.maxRecordBytes());
            PayloadReaders fetcher = new PayloadReaders(
                    this::payloadConsumer,
                    reader,
                    config.payload(),
                    config.scorerSettings().decodeLimits().maxBytes());
            if (!unlessClosed(() -> payloads = fetcher)) {
                fetcher.close();
                return;
            }
            LogEnds watch = new LogEnds(
                    new BrokerLogs(this::admin, this::logReader, config.kafka().applicationId()), this::fail);
            if (!unlessClosed(() -> ends = watch)) {
                watch.close();
                return;
            }
            Properties properties = config.streamsProperties();
            PolledOffsets.add(properties, watch);
            KafkaStreams created = new KafkaStreams(
                    SessTopology.build(new SessTopology.Parts(
                            config,
                            reader,
                            new ScoreCodec(codec),
                            new AggregateCodec(codec),
                            new AlertCodec(codec),
                            scorer,
                            cache,
                            fetcher,
                            new KeyPolicy(partitions),
                            watch,
                            metrics,
                            Pause.SHORT,
                            Stores::persistentKeyValueStore)),
                    properties);
            created.setUncaughtExceptionHandler(new UncaughtFailures(this::fail));
            created.setStateListener((now, before) -> follow(now));
            if (!unlessClosed(() -> streams = created)) {
                created.close();
                return;
            }
            created.start();
        } catch (StartupException e) {
            fail(e);
            throw e;
        } catch (IllegalStateException e) {
            // Kafka Streams was closed just before it was to start.
            if (state() != MonitorState.CLOSING && state() != MonitorState.CLOSED) {
                throw e;
            }
        } catch (KafkaException e) {
            // Kafka's own check of its settings; its message names the property.
            StartupException problem =
                    new StartupException(Problem.SETTING, "A kafka.* setting cannot be used: " + e.getMessage(), e);
            fail(problem);
            throw problem;
        }
    }

    /** Keeps what {@link #close} is to free; false if that came first, during the checks, and will not see it. */
    private synchronized boolean unlessClosed(Runnable keep) {
        if (state == MonitorState.CLOSING || state == MonitorState.CLOSED) {
            return false;
        }
        keep.run();
        return true;
    }

    /** Where the monitor is in its life. */
    public synchronized MonitorState state() {
        return state;
    }

    /** The error that stopped the monitor, if one did. */
    public synchronized Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** Counts since the start of this process. */
    public MonitorMetrics metrics() {
        return metrics;
    }

    /**
     * Waits until every partition has its task.
     *
     * @return false if that did not happen in time, or the monitor failed or was closed
     */
    public synchronized boolean awaitRunning(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (state == MonitorState.CREATED || state == MonitorState.STARTING || state == MonitorState.REBALANCING) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return state == MonitorState.RUNNING;
    }

    /**
     * Waits until the monitor has failed or is closed.
     *
     * @return the error that stopped it, empty if it was closed
     */
    public synchronized Optional<Throwable> await() throws InterruptedException {
        while (state != MonitorState.FAILED && state != MonitorState.CLOSED) {
            wait();
        }
        return Optional.ofNullable(failure);
    }

    /** Stops taking records, commits what is finished, and frees everything but the scorer. What was in work is taken up at the next start. */
    @Override
    public void close() {
        KafkaStreams running;
        PayloadReaders reader;
        LogEnds watch;
        synchronized (this) {
            if (state == MonitorState.CLOSING || state == MonitorState.CLOSED) {
                return;
            }
            move(MonitorState.CLOSING);
            running = streams;
            reader = payloads;
            watch = ends;
        }
        if (running != null && !running.close(LEAVE)) {
            LOG.warn(
                    "The stream threads did not stop within {}; what they had not committed is done again",
                    CLOSE_TIMEOUT);
        }
        if (reader != null) {
            reader.close();
        }
        if (watch != null) {
            watch.close();
        }
        codec.close();
        synchronized (this) {
            move(MonitorState.CLOSED);
        }
    }

    /** Reads single offsets that the monitor has read before, so they are committed and the isolation level is no matter. */
    private Consumer<byte[], byte[]> payloadConsumer() {
        return consumer("payload-reader", Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"));
    }

    /** Sees what lies in a log that nobody of the group has read. */
    private Consumer<byte[], byte[]> logReader() {
        return consumer(
                "log-reader",
                Map.of(
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"));
    }

    /** A consumer of no group that reads one record at a time. */
    private Consumer<byte[], byte[]> consumer(String name, Map<String, Object> settings) {
        Map<String, Object> properties =
                new HashMap<>(config.kafka().client(StreamsConfig.CONSUMER_PREFIX, StreamsConfig.MAIN_CONSUMER_PREFIX));
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        // Streams has one more protocol than consumers have.
        properties.remove(ConsumerConfig.GROUP_PROTOCOL_CONFIG);
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, config.kafka().applicationId() + "-" + name);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        // A fetch brings at least one batch whatever its size; what comes beyond it is thrown away.
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 10);
        properties.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        properties.putAll(settings);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Admin admin() {
        Map<String, Object> properties = new HashMap<>(config.kafka().client(StreamsConfig.ADMIN_CLIENT_PREFIX));
        properties.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ADMIN_TIMEOUT.toMillis());
        properties.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ADMIN_TIMEOUT.toMillis() / 3);
        properties.putIfAbsent(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return Admin.create(properties);
    }

    private int checkTopics() throws StartupException {
        String servers = config.kafka().bootstrapServers();
        try (Admin admin = admin()) {
            return new TopicCheck(
                            admin, servers, config.topics(), config.neededTopics(), ADMIN_TIMEOUT.toMillis() + 1000)
                    .run();
        } catch (KafkaException e) {
            throw new StartupException(
                    Problem.BROKER_UNREACHABLE,
                    "No connection to " + servers + " can be made: "
                            + UncaughtFailures.root(e).getMessage()
                            + "; check kafka.bootstrap.servers and the kafka.* settings",
                    e);
        }
    }

    /** Asks for the schema IDs that every score, aggregate and alert needs, so that the registry may be away later. */
    private void checkRegistry() throws StartupException {
        TopicsConfig topics = config.topics();
        checkSchema("FrameScore", topics.scores(), new ScoreCodec(codec)::encode, SampleRecords.score());
        if (config.windows().enabled()) {
            // The windows read the scores back: what is read once is known from then on.
            checkSchema("FrameScore", topics.scores(), this::encodeAndRead, SampleRecords.score());
            checkSchema(
                    "LinkAggregate", topics.aggregates(), new AggregateCodec(codec)::encode, SampleRecords.aggregate());
        }
        if (config.rules().enabled()) {
            checkSchema("Alert", topics.alerts(), new AlertCodec(codec)::encode, SampleRecords.alert());
        }
    }

    private byte[] encodeAndRead(String topic, FrameScore score)
            throws RegistryUnavailableException, RegistryRefusedException {
        ScoreCodec scores = new ScoreCodec(codec);
        byte[] value = scores.encode(topic, score);
        try {
            scores.decode(topic, value);
        } catch (MalformedRecordException e) {
            // Only that one is not known yet: whatever is read later is judged by itself.
            LOG.warn("A score just written cannot be read back: {}", e.getMessage());
        }
        return value;
    }

    private <T> void checkSchema(String schema, String topic, RecordSerializer.Encoder<T> encoder, T sample)
            throws StartupException {
        String url = config.registry().url();
        try {
            encoder.encode(topic, sample);
        } catch (RegistryUnavailableException e) {
            throw new StartupException(
                    Problem.REGISTRY_UNREACHABLE,
                    "No schema registry answers at " + url + ": " + e.getMessage()
                            + "; check registry.url and that it runs",
                    e);
        } catch (RegistryRefusedException e) {
            throw new StartupException(
                    Problem.REGISTRY_REFUSED,
                    "The schema registry at " + url + " does not take schema " + schema + " for topic " + topic + ": "
                            + e.getMessage() + "; register it, or check registry.register and the subject's"
                            + " compatibility",
                    e);
        }
    }

    private void follow(KafkaStreams.State now) {
        switch (now) {
            case RUNNING -> moveIfAllowed(MonitorState.RUNNING);
            case REBALANCING -> moveIfAllowed(MonitorState.REBALANCING);
            case ERROR -> fail(new IllegalStateException("every stream thread has stopped"));
            default -> LOG.debug("Kafka Streams is {}", now);
        }
    }

    private synchronized void fail(Throwable cause) {
        if (failure == null && state != MonitorState.CLOSING && state != MonitorState.CLOSED) {
            failure = cause;
        }
        moveIfAllowed(MonitorState.FAILED);
    }

    private synchronized void move(MonitorState next) {
        if (!state.next().contains(next)) {
            throw new IllegalStateException("a monitor that is " + state + " cannot become " + next);
        }
        state = next;
        notifyAll();
    }

    /** For what the stream threads tell, which may come late, while closing. */
    private synchronized void moveIfAllowed(MonitorState next) {
        if (state.next().contains(next)) {
            move(next);
        }
    }
}
