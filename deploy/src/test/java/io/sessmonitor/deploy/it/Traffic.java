package io.sessmonitor.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sessmonitor.deploy.demo.OutcomeLedger;
import io.sessmonitor.deploy.demo.ScoreFeed;
import io.sessmonitor.schemas.Frame;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.frame.ScoreCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A sender and its two receivers that go on writing numbered frames whatever happens around them, and the books about
 * what becomes of these. Of the first so many frames every seventh is lost on the way to {@code far}.
 *
 * <p>Sent and received frames have a producer each, which tries until a broker that was away has them, as those of different
 * machines do. One thread of its own writes, another reads the outcomes; all else is called by the test's.
 */
final class Traffic implements AutoCloseable {

    static final String STREAM = "cam";
    private static final String FAR = "far";
    static final List<String> RECEIVERS = List.of("near", FAR);

    /** What the setting {@code links} says of it. */
    static final String LINKS = "cam>near,cam>far";

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final TestNet net;
    private final String prefix;
    private final long periodNanos;
    private final long losing;
    private final LongUnaryOperator timestamps;
    private final boolean misplacing;
    private final KafkaProducer<byte[], byte[]> sender;
    private final KafkaProducer<byte[], byte[]> receivers;
    private final OutcomeLedger ledger = new OutcomeLedger(STREAM, RECEIVERS);
    private final ScoreFeed feed;
    private final Thread writer;
    /** Records of {@code far} that are held up; belongs to the writing thread. */
    private final Queue<ProducerRecord<byte[], byte[]>> heldUp = new ArrayDeque<>();

    private volatile boolean holdingUp;
    private volatile boolean ending;
    private volatile long sent;
    private volatile Exception failure;

    private Traffic(
            TestNet net,
            String prefix,
            int framesPerSecond,
            long losing,
            LongUnaryOperator timestamps,
            boolean misplacing) {
        this.net = net;
        this.prefix = prefix;
        this.periodNanos = TimeUnit.SECONDS.toNanos(1) / framesPerSecond;
        this.losing = losing;
        this.timestamps = timestamps;
        this.misplacing = misplacing;
        this.sender = net.newProducer();
        this.receivers = net.newProducer();
        this.feed = ScoreFeed.start(
                net.bootstrapServers(), prefix + "scores", new ScoreCodec(net.codec()), List.of(ledger));
        this.writer = new Thread(this::write, "traffic");
    }

    /** Begins to write on topics that are there; nothing is lost. */
    static Traffic start(TestNet net, String prefix, int framesPerSecond) {
        return start(net, prefix, framesPerSecond, 0, sequence -> System.currentTimeMillis());
    }

    /**
     * Begins to write on topics that are there.
     *
     * @param losing of how many frames some are lost
     * @param timestamps by frame number, as producers with odd clocks would set them
     */
    static Traffic start(TestNet net, String prefix, int framesPerSecond, long losing, LongUnaryOperator timestamps) {
        return start(new Traffic(net, prefix, framesPerSecond, losing, timestamps, false));
    }

    /** Begins to write to any partition, whatever the keys say; of the first {@code losing} frames some are lost. */
    static Traffic startMisplacing(TestNet net, String prefix, int framesPerSecond, long losing) {
        return start(new Traffic(net, prefix, framesPerSecond, losing, sequence -> System.currentTimeMillis(), true));
    }

    private static Traffic start(Traffic traffic) {
        traffic.writer.start();
        return traffic;
    }

    /** Frames that were given to the producers up to now. */
    long sent() {
        return sent;
    }

    /** Outcomes that are committed. */
    long outcomes() {
        return RECEIVERS.stream()
                .flatMap(receiver -> ledger.outcomes(receiver).values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Waits until so many outcomes more are committed. */
    void awaitOutcomes(long more) {
        long goal = outcomes() + more;
        await().atMost(LIMIT).until(() -> outcomes() >= goal);
    }

    /** Waits until so many frames more are sent. */
    void awaitFrames(long more) {
        long goal = sent + more;
        await().atMost(LIMIT).until(() -> sent >= goal);
    }

    /** Has the receiver {@code far} write nothing for now, as if it had not noticed yet that its broker is back. */
    void holdUpFar() {
        holdingUp = true;
    }

    /** Has {@code far} write what it was held up with, and go on. */
    void letFarGo() {
        holdingUp = false;
    }

    /** Ends the writing and waits until every frame has its outcome on both links. */
    void finish() throws Exception {
        ending = true;
        writer.join();
        sender.flush();
        receivers.flush();
        assertThat(failure).as("what kept frames from being written").isNull();
        boolean closed = ledger.awaitClosed(sent, LIMIT);
        assertThat(feed.failure()).isEmpty();
        assertThat(closed).as("open after %s: %s", LIMIT, ledger.problems(sent)).isTrue();
    }

    /**
     * Reads the whole topic once more and holds every outcome against what was sent: exactly one for each frame and link,
     * and the right one. To be called when nobody writes outcomes any more.
     *
     * @return how many there are, by frames and outcomes
     */
    String check() throws Exception {
        return check(Outcome.SCORED);
    }

    /** The same where a received frame may end in one of these. */
    String check(Outcome... ofReceived) throws Exception {
        OutcomeLedger books = new OutcomeLedger(STREAM, RECEIVERS);
        List<FrameScore> scores = net.scores(prefix).stream()
                .filter(score -> score.getStream().equals(STREAM))
                .toList();
        scores.forEach(books::scored);
        List<String> problems = new ArrayList<>(books.problems(sent));
        for (FrameScore score : scores) {
            List<Outcome> expected =
                    isLost(score.getSequence(), score.getReceiver()) ? List.of(Outcome.MISSING) : List.of(ofReceived);
            if (!expected.contains(score.getOutcome())) {
                problems.add(score.getOutcome() + " for frame " + score.getSequence() + " on " + score.getReceiver()
                        + ": " + score.getReason());
            }
        }
        assertThat(problems).isEmpty();
        assertThat((long) scores.size()).isEqualTo(sent * RECEIVERS.size());
        return sent + " frames, " + scores.size() + " outcomes, problems 0";
    }

    @Override
    public void close() {
        ending = true;
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // What a test still wants written it has finished.
        sender.close(Duration.ZERO);
        receivers.close(Duration.ZERO);
        feed.close();
    }

    private void write() {
        long next = System.nanoTime();
        try {
            while (!ending) {
                sendHeldUp();
                byte[] picture = ("picture " + sent).getBytes(StandardCharsets.UTF_8);
                // One for all records of a frame: whatever holds them up, they were received in time.
                long timestamp = timestamps.applyAsLong(sent);
                write(null, picture, timestamp);
                for (String receiver : RECEIVERS) {
                    if (!isLost(sent, receiver)) {
                        write(receiver, picture, timestamp);
                    }
                }
                sent++;
                next += periodNanos;
                LockSupport.parkNanos(next - System.nanoTime());
            }
            sendHeldUp();
        } catch (Exception e) {
            failure = e;
        }
    }

    private void write(String receiver, byte[] picture, long timestamp) throws Exception {
        Integer partition = misplacing ? ThreadLocalRandom.current().nextInt(TestNet.PARTITIONS) : null;
        Frame frame = TestNet.frame(STREAM, sent, receiver, picture);
        ProducerRecord<byte[], byte[]> message = net.message(prefix, frame, timestamp, partition);
        if (holdingUp && FAR.equals(receiver)) {
            heldUp.add(message);
        } else {
            send(receiver == null ? sender : receivers, message);
        }
    }

    private void sendHeldUp() {
        while (!holdingUp && !heldUp.isEmpty()) {
            send(receivers, heldUp.remove());
        }
    }

    private void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> message) {
        producer.send(message, (metadata, e) -> {
            if (e != null) {
                failure = e;
            }
        });
    }

    private boolean isLost(long sequence, String receiver) {
        return receiver.equals(FAR) && sequence % 7 == 3 && sequence < losing;
    }
}
