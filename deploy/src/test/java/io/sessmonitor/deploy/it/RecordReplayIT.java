package io.sessmonitor.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sessmonitor.deploy.broker.EmbeddedRegistry;
import io.sessmonitor.deploy.cli.Console;
import io.sessmonitor.deploy.cli.SessMonitorCommand;
import io.sessmonitor.deploy.recording.Position;
import io.sessmonitor.deploy.recording.RecordSource;
import io.sessmonitor.deploy.recording.Recorder;
import io.sessmonitor.deploy.recording.RecordingReader;
import io.sessmonitor.deploy.recording.RecordingWriter;
import io.sessmonitor.deploy.recording.Selection;
import io.sessmonitor.deploy.recording.TopicRange;
import io.sessmonitor.deploy.recording.TopicSource;
import io.sessmonitor.deploy.testbed.PanZoomSource;
import io.sessmonitor.deploy.testbed.Photos;
import io.sessmonitor.deploy.testbed.codec.JpegCodec;
import io.sessmonitor.schemas.Frame;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.RecordedRecord;
import io.sessmonitor.schemas.frame.ScoreCodec;
import io.sessmonitor.schemas.wire.WireCodec;
import io.sessmonitor.schemas.wire.WireCodecs;
import io.sessmonitor.scorer.ScorerSettings;
import io.sessmonitor.scorer.SessScorer;
import io.sessmonitor.scorer.SessScorers;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.runtime.MonitorApp;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded, replayed and scored on a real broker, with the commands as a user gives them. */
class RecordReplayIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int FRAMES = 3;

    private static TestNet net;

    @TempDir
    private Path folder;

    /** A command's end. */
    private record Run(int code, String out, String err) {}

    @BeforeAll
    static void start() {
        net = new TestNet();
    }

    @AfterAll
    static void stop() {
        net.close();
    }

    @Test
    void the_same_recording_replayed_twice_gives_the_same_scores_to_the_last_byte() throws Exception {
        net.createTopics("r.");
        PanZoomSource camera = new PanZoomSource(Photos.bundled(), 1, 2, 320, 240);
        JpegCodec sent = new JpegCodec(90);
        JpegCodec worse = new JpegCodec(5);
        for (int sequence = 0; sequence < FRAMES; sequence++) {
            net.write("r.", "cam", sequence, null, sent.encode(camera.frame(sequence)));
            net.write("r.", "cam", sequence, "near", worse.encode(camera.frame(sequence)));
            if (sequence > 0) {
                net.write(
                        "r.",
                        "cam",
                        sequence,
                        "far",
                        sequence == 1 ? new byte[] {1, 2, 3} : worse.encode(camera.frame(0)));
            }
        }
        Path file = folder.resolve("run.avro");
        Run recorded =
                run(net.registryUrl(), "record", file.toString(), "--topics", "r.sent,r.received", "--until-end");
        assertThat(recorded.err()).isEmpty();
        assertThat(recorded.code()).isZero();
        assertThat(recorded.out()).contains("8 records", "r.received", "r.sent");

        Map<String, String> first = replayAndScore(file, "x.");
        Map<String, String> second = replayAndScore(file, "y.");

        assertThat(first).hasSize(2 * FRAMES);
        assertThat(second).isEqualTo(first);

        for (String run : List.of("x.", "y.")) {
            assertThat(run(
                                    net.registryUrl(),
                                    "record",
                                    folder.resolve(run + "avro").toString(),
                                    "--topics",
                                    run + "scores",
                                    "--from",
                                    "beginning",
                                    "--until-end")
                            .code())
                    .isZero();
        }
        Run compared = run(
                net.registryUrl(),
                "compare",
                folder.resolve("x.avro").toString(),
                folder.resolve("y.avro").toString(),
                "--fail-on-difference");
        assertThat(compared.err()).isEmpty();
        assertThat(compared.out()).contains("The same: 6 frames, every score equal.", "bundle lite");
        assertThat(compared.code()).isZero();
    }

    /** The scores' bytes by frame and link. */
    private Map<String, String> replayAndScore(Path file, String prefix) throws Exception {
        net.createTopics(prefix);
        Run replayed = run(
                net.registryUrl(),
                "replay",
                file.toString(),
                "--speed",
                "max",
                "--topics",
                "r.sent=" + prefix + "sent,r.received=" + prefix + "received");
        assertThat(replayed.err()).isEmpty();
        assertThat(replayed.code()).isZero();
        MonitorConfig config = net.config(prefix, "links", "cam>near,cam>far");
        try (SessScorer scorer = SessScorers.create(ScorerSettings.defaults());
                MonitorApp app = MonitorApp.of(config, scorer)) {
            app.start();
            await().atMost(LIMIT).until(() -> net.scores(prefix).size() >= 2 * FRAMES);
        }
        SortedMap<String, String> scores = new TreeMap<>();
        try (WireCodec codec = WireCodecs.create(Map.of("registry.url", net.registryUrl()))) {
            for (ConsumerRecord<byte[], byte[]> record : net.read(prefix + "scores")) {
                FrameScore score = new ScoreCodec(codec).decode(record.topic(), record.value());
                String key = score.getReceiver() + " " + score.getSequence() + " " + score.getOutcome();
                assertThat(scores.put(key, HexFormat.of().formatHex(record.value())))
                        .isNull();
                assertThat(record.headers().lastHeader(ScoreCodec.TIMINGS) != null)
                        .isEqualTo(score.getOutcome() == Outcome.SCORED);
            }
        }
        assertThat(scores.keySet())
                .containsExactly(
                        "far 0 MISSING",
                        "far 1 UNDECODABLE",
                        "far 2 SCORED",
                        "near 0 SCORED",
                        "near 1 SCORED",
                        "near 2 SCORED");
        return scores;
    }

    @Test
    void a_recording_is_replayed_to_another_registry_when_its_own_is_gone() throws Exception {
        try (TestNet own = new TestNet()) {
            own.createTopics("a.");
            own.write("a.", "cam", 0, null, new byte[] {1, 2});
            own.write("a.", "cam", 0, "near", new byte[] {3});
            own.writeRaw("a.sent", "cam/1", "no wire format".getBytes(StandardCharsets.UTF_8));
            own.writeRaw("a.sent", "cam/2", new byte[] {0, 0, 0, 0, 99, 1, 2, 3});
            own.writeRaw("a.sent", null, null);
            Path file = folder.resolve("a.avro");
            Run recorded = run(
                    own, own.registryUrl(), "record", file.toString(), "--topics", "a.sent,a.received", "--until-end");
            assertThat(recorded.code()).isZero();
            assertThat(recorded.out()).contains("5 records", "1 value looked like Avro");
            own.stopRegistry();

            own.createTopics("b.");
            try (EmbeddedRegistry other = EmbeddedRegistry.start(0);
                    WireCodec codec = WireCodecs.create(Map.of("registry.url", other.url()))) {
                // There the first ID is something else's.
                codec.encode(
                        "anything",
                        FrameScore.newBuilder()
                                .setStream("s")
                                .setReceiver("r")
                                .setSequence(0)
                                .setCapturedAt(Instant.EPOCH)
                                .setOutcome(Outcome.MISSING)
                                .build());
                Run replayed = run(
                        own,
                        other.url(),
                        "replay",
                        file.toString(),
                        "--topics",
                        "a.sent=b.sent,a.received=b.received",
                        "--speed",
                        "max",
                        "--stream-suffix",
                        "-again",
                        "--format",
                        "json");
                assertThat(replayed.err()).isEmpty();
                assertThat(replayed.code()).isZero();
                assertThat(replayed.out()).contains("\"records\":5", "\"unknownSchemas\":1");
                ConsumerRecord<byte[], byte[]> received = own.read("b.received").get(0);
                Frame frame = codec.decode("b.received", received.value(), Frame.class);
                assertThat(frame.getStream()).isEqualTo("cam-again");
                assertThat(frame.getReceiver()).isEqualTo("near");
                assertThat(frame.getPayload()).isEqualTo(ByteBuffer.wrap(new byte[] {3}));
                assertThat(new String(received.key(), StandardCharsets.UTF_8)).isEqualTo("cam-again/0");
                assertThat(received.value()[4])
                        .isNotEqualTo(own.read("a.received").get(0).value()[4]);
                assertThat(own.read("b.sent"))
                        .extracting(record -> record.value() == null ? -1 : record.value().length)
                        .containsExactlyInAnyOrder(
                                own.read("a.sent").get(0).value().length + "-again".length(), 14, 8, -1);
            }
            Run refused = run(
                    own,
                    "http://127.0.0.1:1",
                    "replay",
                    file.toString(),
                    "--topics",
                    "a.sent=b.sent",
                    "--set",
                    "registry.wait=200ms");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err()).contains("b.sent", "no schema registry answered", "registry.url");
        }
    }

    @Test
    void a_live_recording_has_what_was_committed_in_the_order_of_time_until_it_is_stopped() throws Exception {
        net.createTopics("l.");
        MonitorConfig config = net.config("l.");
        Path file = folder.resolve("live.avro");
        AtomicLong written = new AtomicLong();
        TopicRange range =
                TopicRange.of(config, List.of("l.sent", "l.received"), Set.of(), new Position.Beginning(), null);
        try (TopicSource source = TopicSource.open(config, range);
                RecordingWriter writer = RecordingWriter.create(file, false)) {
            CompletableFuture<Recorder.Summary> recording = CompletableFuture.supplyAsync(() -> {
                try {
                    return new Recorder(System::nanoTime)
                            .run(source, writer, null, state -> written.set(state.records()));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            long time = System.currentTimeMillis();
            transaction(time, true);
            transaction(time, false);
            for (int i = 10; i < 20; i++) {
                net.write("l.", "cam", i, null, new byte[] {1});
                net.write("l.", "cam", i, "near", new byte[] {2});
            }
            await().atMost(LIMIT).until(() -> written.get() >= 21);
            source.stop();
            assertThat(recording.get().records()).isEqualTo(21);
        }
        try (RecordingReader reader = RecordingReader.open(file, bytes -> {});
                RecordSource records = reader.records(Selection.ALL)) {
            List<Long> times = new ArrayList<>();
            List<String> keys = new ArrayList<>();
            for (RecordedRecord record; (record = records.next()) != null; ) {
                times.add(record.getTimestamp());
                keys.add(StandardCharsets.UTF_8.decode(record.getKey()).toString());
            }
            assertThat(keys).contains("committed").doesNotContain("aborted");
            assertThat(times).isSorted();
        }
    }

    @Test
    void what_cannot_be_used_is_named_with_what_to_do() throws Exception {
        net.createTopics("e.");
        String file = folder.resolve("e.avro").toString();
        Run missing = run(net.registryUrl(), "record", file, "--topics", "e.sent,e.nowhere", "--until-end");
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err()).contains("no topic e.nowhere").contains("create it");
        assertThat(Path.of(file)).doesNotExist();

        Run empty = run(net.registryUrl(), "record", file, "--topics", "e.sent", "--until-end");
        assertThat(empty.code()).isZero();
        assertThat(empty.out()).contains("0 records");
        Run again = run(net.registryUrl(), "record", file, "--topics", "e.sent", "--until-end");
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).contains("is there already", "--force");
        assertThat(run(net.registryUrl(), "record", file, "--topics", "e.sent", "--until-end", "--force")
                        .code())
                .isZero();
        Run nothing = run(net.registryUrl(), "replay", file, "--topics", "e.sent");
        assertThat(nothing.code()).isEqualTo(2);
        assertThat(nothing.err()).contains("has no records");

        net.write("e.", "cam", 0, null, new byte[] {1});
        run(net.registryUrl(), "record", file, "--topics", "e.sent", "--until-end", "--force");
        Run target = run(net.registryUrl(), "replay", file, "--topics", "e.sent=e.target");
        assertThat(target.code()).isEqualTo(2);
        assertThat(target.err()).contains("no topic e.target", "topics.create");
        Run other = run(net.registryUrl(), "replay", file);
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("has nothing of", "frames.sent", "e.sent", "--topics");
        Run created =
                run(net.registryUrl(), "replay", file, "--topics", "e.sent=e.target", "--set", "topics.create=true");
        assertThat(created.code()).isZero();
        assertThat(net.read("e.target")).hasSize(1);
        Run range = run(net.registryUrl(), "replay", "--topic-range=beginning..end", "--topics", "e.sent=e.target");
        assertThat(range.code()).isZero();
        assertThat(net.read("e.target")).hasSize(2);
        assertThat(run(net.registryUrl(), "replay", "--topic-range=beginning..end", "--topics", "e.sent")
                        .err())
                .contains("cannot be replayed to itself");
    }

    private static void transaction(long time, boolean commit) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", net.bootstrapServers(), "transactional.id", "t" + commit),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(
                    "l.sent", 0, time, (commit ? "committed" : "aborted").getBytes(StandardCharsets.UTF_8), new byte[] {
                        9
                    }));
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.flush();
                producer.abortTransaction();
            }
        }
    }

    private static Run run(String registryUrl, String... args) {
        return run(net, registryUrl, args);
    }

    private static Run run(TestNet where, String registryUrl, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--set", "kafka.bootstrap.servers=" + where.bootstrapServers()));
        all.addAll(List.of("--set", "registry.url=" + registryUrl));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Console console = new Console(
                new ByteArrayInputStream(new byte[0]),
                new PrintWriter(out),
                new PrintWriter(err),
                false,
                false,
                Map.of());
        int code = SessMonitorCommand.commandLine(console).execute(all.toArray(String[]::new));
        console.flush();
        return new Run(code, out.toString(), err.toString());
    }
}
