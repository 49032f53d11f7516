package io.sessmonitor.deploy.bench;

import io.sessmonitor.schemas.envelope.PayloadRef;
import io.sessmonitor.schemas.frame.ScoreCodec;
import io.sessmonitor.schemas.wire.WireCodec;
import io.sessmonitor.schemas.wire.WireCodecs;
import io.sessmonitor.scorer.ScoreOutcome;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.pair.ReadyPair;
import io.sessmonitor.topology.runtime.MonitorApp;
import io.sessmonitor.topology.scoring.ScoreMapper;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/**
 * One variant in a JVM of its own. Arguments are {@code name=value}, those that begin with {@code set.} are settings of
 * the monitor. Says {@code READY now} when it takes records, and
 *
 * <ul>
 *   <li>with {@code records=N} (preloaded topics): once all is taken and no result has come for 3 s, {@code DONE} and the
 *       figures as name=value
 *   <li>without: {@code MEMORY} and its heap, resident memory and state folder every 5 s
 * </ul>
 */
public final class BenchClient {

    private static final long IDLE = Duration.ofSeconds(3).toNanos();
    private static final long STALLED = Duration.ofSeconds(60).toNanos();

    private final Map<String, String> arguments;
    private final Path state;
    private final CountDownLatch ready = new CountDownLatch(1);
    private Runnable close = () -> {};

    private BenchClient(Map<String, String> arguments) {
        this.arguments = arguments;
        this.state = Path.of(arguments.get("folder"), "state");
    }

    public static void main(String[] all) throws Exception {
        Map<String, String> arguments = new HashMap<>();
        for (String argument : all) {
            int at = argument.indexOf('=');
            arguments.put(argument.substring(0, at), argument.substring(at + 1));
        }
        new BenchClient(arguments).run();
    }

    private void run() throws Exception {
        Probe.broker(Long.parseLong(arguments.get("broker")));
        ChildProcess.endWithParent(() -> close.run());
        switch (arguments.get("variant")) {
            case "bare" -> bare();
            case "streams" -> peer("streams", Peers::passThrough);
            case "outer" -> peer("outer", Peers::outerJoin);
            case "monitor" -> monitor();
            default -> throw new IllegalArgumentException("no variant " + arguments.get("variant"));
        }
        ready.await();
        System.out.println("READY now");
        if (arguments.containsKey("records")) {
            System.out.println("DONE "
                    + measure(Long.parseLong(arguments.get("records")), Long.parseLong(arguments.get("results"))));
            System.exit(0);
        }
        while (true) {
            Thread.sleep(5000);
            System.out.printf(
                    "MEMORY heap=%d resident=%d state=%d%n",
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20,
                    Probe.residentMib(ProcessHandle.current().pid()),
                    Probe.bytes(state));
        }
    }

    private void bare() throws Exception {
        byte[] result = result();
        Thread loop = new Thread(
                () -> {
                    try {
                        Peers.bareLoop(bootstrap(), commitMillis(), producer(), result, ready::countDown);
                    } catch (RuntimeException e) {
                        fail(e);
                    }
                },
                "bare-loop");
        loop.setDaemon(true);
        loop.start();
    }

    private void peer(String application, BiFunction<Properties, byte[], KafkaStreams> topology) throws Exception {
        Properties settings = new Properties();
        settings.put("application.id", application);
        settings.put("bootstrap.servers", bootstrap());
        settings.put("processing.guarantee", "exactly_once_v2");
        settings.put("auto.offset.reset", "earliest");
        settings.put("state.dir", state.toString());
        settings.put("replication.factor", "1");
        settings.put("commit.interval.ms", commitMillis());
        settings.put("main.consumer.interceptor.classes", Probe.Polled.class.getName());
        settings.put("producer.interceptor.classes", Probe.Produced.class.getName());
        producer().forEach((name, value) -> settings.put("producer." + name, value));
        KafkaStreams streams = topology.apply(settings, result());
        streams.setUncaughtExceptionHandler(e -> {
            fail(e);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
                ready.countDown();
            }
        });
        streams.start();
        close = () -> streams.close(Duration.ofSeconds(30));
    }

    private void monitor() throws Exception {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "kafka.bootstrap.servers", bootstrap(),
                "kafka.state.dir", state.toString(),
                "kafka.replication.factor", "1",
                "kafka.main.consumer.interceptor.classes", Probe.Polled.class.getName(),
                "kafka.producer.interceptor.classes", Probe.Produced.class.getName(),
                "registry.url", arguments.get("registry"),
                "topics.sent", Topics.SENT,
                "topics.received", Topics.RECEIVED,
                "topics.scores", Topics.RESULTS));
        arguments.forEach((name, value) -> {
            if (name.startsWith("set.")) {
                settings.put(name.substring("set.".length()), value);
            }
        });
        MonitorApp app = MonitorApp.of(MonitorConfig.of(settings), new NullScorer());
        app.start();
        if (!app.awaitRunning(Duration.ofMinutes(1))) {
            throw new IllegalStateException("the monitor does not run: " + app.failure());
        }
        close = app::close;
        ready.countDown();
    }

    private String measure(long records, long results) throws InterruptedException {
        long seen = 0;
        long quietSince = System.nanoTime();
        long peak = 0;
        Probe.Sample half = null;
        Probe.Sample end = null;
        for (int i = 0; ; i++) {
            Thread.sleep(20);
            long now = Probe.RESULTS.get();
            if (now != seen) {
                seen = now;
                quietSince = System.nanoTime();
                end = Probe.Sample.now();
                if (half == null && now >= results / 2) {
                    half = end;
                }
            }
            if (i % 25 == 0) {
                peak = Math.max(peak, Probe.bytes(state));
            }
            long idle = System.nanoTime() - quietSince;
            if (Probe.CONSUMED.get() >= records && seen > 0 && idle > IDLE) {
                break;
            }
            if (idle > STALLED) {
                fail(new IllegalStateException("nothing moves any more: " + Probe.CONSUMED + " of " + records
                        + " records taken, " + seen + " of " + results + " results there"));
            }
        }
        Probe.Sample first = Probe.first;
        close.run();
        return String.format(
                Locale.ROOT,
                "seconds=%.3f client=%.2f broker=%.2f halfSeconds=%.3f halfClient=%.2f halfBroker=%.2f results=%d errors=%d"
                        + " changelog=%d statePeak=%d stateEnd=%d resident=%d",
                (Probe.lastResult - first.nanos()) / 1e9,
                end.client() - first.client(),
                end.broker() - first.broker(),
                (Probe.lastResult - half.nanos()) / 1e9,
                end.client() - half.client(),
                end.broker() - half.broker(),
                seen,
                Probe.ERRORS.get(),
                Probe.CHANGELOG.get(),
                peak,
                Probe.bytes(state),
                Probe.residentMib(ProcessHandle.current().pid()));
    }

    private String bootstrap() {
        return arguments.get("bootstrap");
    }

    private int commitMillis() {
        return Integer.parseInt(arguments.get("commit"));
    }

    private static Map<String, Object> producer() {
        return Map.of("linger.ms", "5", "compression.type", "lz4");
    }

    /** A score as the monitor would write it. */
    private byte[] result() throws Exception {
        try (WireCodec codec = WireCodecs.create(Map.of("registry.url", arguments.get("registry")))) {
            PayloadRef nowhere = new PayloadRef.LogRecord(Topics.SENT, 0, 0);
            ReadyPair pair = new ReadyPair(
                    ArrivalPattern.STREAM,
                    100_000,
                    ArrivalPattern.RECEIVER,
                    0,
                    Map.of("codec", "jpeg20", "snr_db", "12.5"),
                    nowhere,
                    nowhere,
                    true);
            ScoreOutcome one = new NullScorer().score(null);
            return new ScoreCodec(codec).encode(Topics.RESULTS, ScoreMapper.map(pair, one));
        }
    }

    private static void fail(Throwable failure) {
        failure.printStackTrace();
        Runtime.getRuntime().halt(3);
    }
}
