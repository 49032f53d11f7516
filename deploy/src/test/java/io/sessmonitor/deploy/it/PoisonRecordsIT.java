package io.sessmonitor.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sessmonitor.deploy.testbed.PanZoomSource;
import io.sessmonitor.deploy.testbed.Photos;
import io.sessmonitor.deploy.testbed.codec.JpegCodec;
import io.sessmonitor.schemas.Frame;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.scorer.ScorerSettings;
import io.sessmonitor.scorer.SessScorer;
import io.sessmonitor.scorer.SessScorers;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.runtime.MonitorApp;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of every bad kind between good ones, read by a monitor with the real scorer. */
class PoisonRecordsIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @Test
    void each_ends_with_its_reason_or_outcome_and_good_frames_notice_nothing() throws Exception {
        PanZoomSource camera = new PanZoomSource(Photos.bundled(), 1, 2, 160, 120);
        byte[] good = new JpegCodec(90).encode(camera.frame(0));
        Path allowed = Files.createDirectory(folder.resolve("allowed"));
        Path forbidden = Files.createDirectory(folder.resolve("forbidden"));
        try (TestNet net = new TestNet()) {
            net.createTopics("p.");
            List<PoisonRecords.Letter> letters = PoisonRecords.letters("p.", TestNet.PARTITIONS, net.codec(), good);
            List<PoisonRecords.Picture> pictures = PoisonRecords.pictures(good, allowed, forbidden);
            Map<Long, Outcome> expected = new TreeMap<>();
            MonitorConfig config = net.config(
                    "p.",
                    "links",
                    PoisonRecords.STREAM + ">" + PoisonRecords.RECEIVER,
                    "pairing.wait",
                    "5m",
                    "topics.max-record-bytes",
                    Integer.toString(PoisonRecords.MAX_BYTES),
                    "payload.claim-roots",
                    allowed.toString());
            try (SessScorer scorer = SessScorers.create(ScorerSettings.defaults());
                    MonitorApp app = MonitorApp.of(config, scorer)) {
                app.start();
                long sequence = 0;
                for (PoisonRecords.Letter letter : letters) {
                    letter.message().headers().add(PoisonRecords.KIND, bytes(letter.kind()));
                    net.write(letter.message());
                    if (sequence % 3 == 0) {
                        expected.put(sequence, Outcome.SCORED);
                        write(net, sequence, good, good);
                    }
                    sequence++;
                }
                for (PoisonRecords.Picture picture : pictures) {
                    expected.put(sequence, picture.outcome());
                    write(net, sequence++, good, picture.payload());
                }
                await().atMost(LIMIT)
                        .until(() -> net.scores("p.").size() >= expected.size()
                                && net.read("p.dlq").size() >= letters.size());
                assertThat(app.failure()).isEmpty();
            }
            List<FrameScore> scores = net.scores("p.");
            assertThat(scores).hasSize(expected.size());
            assertThat(scores.stream().collect(Collectors.toMap(FrameScore::getSequence, FrameScore::getOutcome)))
                    .isEqualTo(expected);
            assertThat(scores)
                    .filteredOn(score -> score.getOutcome() == Outcome.SCORED)
                    .allMatch(score -> score.getScore() == 1);
            assertThat(scores)
                    .filteredOn(score -> score.getOutcome() != Outcome.SCORED)
                    .allMatch(score -> score.getReason().startsWith("received picture"));
            Map<String, String> reasons = net.read("p.dlq").stream()
                    .collect(Collectors.toMap(
                            letter -> header(letter, PoisonRecords.KIND), letter -> header(letter, "dlq.reason")));
            assertThat(reasons)
                    .isEqualTo(letters.stream()
                            .collect(Collectors.toMap(PoisonRecords.Letter::kind, PoisonRecords.Letter::reason)));
            Scale.report(
                    "poison records",
                    letters.size() + " kinds in the dead letters, " + pictures.size() + " kinds with an outcome, "
                            + (scores.size() - pictures.size()) + " good frames scored, problems 0");
        }
    }

    private static void write(TestNet net, long sequence, byte[] sent, Object received) throws Exception {
        net.write("p.", PoisonRecords.STREAM, sequence, null, sent);
        Frame frame = TestNet.frame(PoisonRecords.STREAM, sequence, PoisonRecords.RECEIVER, sent);
        frame.setPayload(received instanceof byte[] picture ? ByteBuffer.wrap(picture) : received);
        net.write("p.", frame, null);
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
