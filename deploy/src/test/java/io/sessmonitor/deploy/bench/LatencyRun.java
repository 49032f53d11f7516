package io.sessmonitor.deploy.bench;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.envelope.FrameId;
import io.sessmonitor.schemas.frame.ScoreCodec;
import io.sessmonitor.schemas.wire.MalformedRecordException;
import io.sessmonitor.schemas.wire.RegistryException;
import io.sessmonitor.schemas.wire.RegistryUnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Frames at a steady rate, received {@value #DELAY_MILLIS} ms after they were sent: how long from the moment the broker
 * has the received frame until a reader of committed results sees the first result of it.
 */
final class LatencyRun {

    static final int DELAY_MILLIS = 20;

    private static final long DRAIN_NANOS = Duration.ofSeconds(3).toNanos();
    private static final long LIMIT_NANOS = Duration.ofSeconds(60).toNanos();

    /**
     * What came out, of frames after the warm-up.
     *
     * @param rate pairs a second that were written
     * @param lost pairs without a result
     * @param client processors used by the variant's JVM
     */
    record Figures(
            Variant variant,
            double rate,
            int pairs,
            int lost,
            long p50,
            long p99,
            long p999,
            double client,
            double broker) {}

    private final BenchSite site;
    private final Variant variant;
    private final ScoreCodec scores;
    private final AtomicLongArray appended;
    private final AtomicLongArray visible;
    private volatile long lastSeen = System.nanoTime();
    private volatile boolean stop;

    private LatencyRun(BenchSite site, Variant variant, int count) {
        this.site = site;
        this.variant = variant;
        this.scores = new ScoreCodec(site.codec());
        this.appended = new AtomicLongArray(count);
        this.visible = new AtomicLongArray(count);
    }

    static Figures run(BenchmarkOptions options, Variant variant, int pictureBytes, int rate)
            throws IOException, RegistryException, ExecutionException, InterruptedException {
        int count = rate * (options.warmUp + options.seconds);
        try (BenchSite site = new BenchSite(options)) {
            Topics.create(site.admin(), true);
            ChildProcess client = site.client(variant);
            return new LatencyRun(site, variant, count)
                    .run(client, new ArrivalPattern(count, 0), pictureBytes, rate, rate * options.warmUp);
        }
    }

    private Figures run(ChildProcess client, ArrivalPattern pattern, int pictureBytes, int rate, int from)
            throws RegistryException, InterruptedException {
        Thread tail = new Thread(this::follow, "results-reader");
        tail.start();
        int count = pattern.count();
        int[] received = pattern.received();
        FrameRecords frames = site.frames(pictureBytes);
        int lag = Math.max(1, rate * DELAY_MILLIS / 1000);
        double clientBefore = 0;
        double brokerBefore = 0;
        double clientUsed;
        double brokerUsed;
        long measuredSince = 0;
        double seconds;
        try (KafkaProducer<byte[], byte[]> producer = site.producer()) {
            long start = System.nanoTime();
            int sent = 0;
            int delivered = 0;
            while (sent < count) {
                int due = (int) Math.min(count, (System.nanoTime() - start) / 1e9 * rate + 1);
                if (due <= sent) {
                    Thread.sleep(1);
                    continue;
                }
                for (; sent < due; sent++) {
                    if (sent == from) {
                        measuredSince = System.nanoTime();
                        clientBefore = Probe.cpuSeconds(client.pid());
                        brokerBefore = Probe.cpuSeconds(site.brokerPid());
                    }
                    producer.send(frames.sent(sent, null));
                    long upTo = Math.min(received.length, (long) (sent - lag) * received.length / count);
                    for (; delivered < upTo; delivered++) {
                        deliver(producer, frames, received[delivered]);
                    }
                }
            }
            seconds = (System.nanoTime() - measuredSince) / 1e9;
            clientUsed = (Probe.cpuSeconds(client.pid()) - clientBefore) / seconds;
            brokerUsed = (Probe.cpuSeconds(site.brokerPid()) - brokerBefore) / seconds;
            for (; delivered < received.length; delivered++) {
                deliver(producer, frames, received[delivered]);
            }
        }
        long written = System.nanoTime();
        while (System.nanoTime() - lastSeen < DRAIN_NANOS && System.nanoTime() - written < LIMIT_NANOS) {
            Thread.sleep(50);
        }
        stop = true;
        tail.join();
        long[] latencies = new long[count];
        int n = 0;
        int lost = 0;
        for (int i = from; i < count; i++) {
            if (appended.get(i) != 0 && visible.get(i) != 0) {
                latencies[n++] = visible.get(i) - appended.get(i);
            } else if (appended.get(i) != 0) {
                lost++;
            }
        }
        Arrays.sort(latencies, 0, n);
        return new Figures(
                variant,
                (count - from) / seconds,
                n,
                lost,
                quantile(latencies, n, .5),
                quantile(latencies, n, .99),
                quantile(latencies, n, .999),
                clientUsed,
                brokerUsed);
    }

    private void deliver(KafkaProducer<byte[], byte[]> producer, FrameRecords frames, int sequence)
            throws RegistryException {
        // The broker stamps the record, so the acknowledgement says when it was appended.
        producer.send(frames.received(sequence, null), (at, failure) -> {
            if (failure == null) {
                appended.compareAndSet(sequence, 0, at.timestamp());
            }
        });
    }

    private void follow() {
        List<TopicPartition> partitions = IntStream.range(0, Topics.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(Topics.RESULTS, partition))
                .toList();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        site.bootstrap(),
                        "isolation.level",
                        "read_committed",
                        "enable.auto.commit",
                        "false",
                        "max.poll.records",
                        "5000"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!stop) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
                long now = System.currentTimeMillis();
                if (!records.isEmpty()) {
                    lastSeen = System.nanoTime();
                }
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    int sequence = scoredSequence(record);
                    if (sequence >= 0) {
                        visible.compareAndSet(sequence, 0, now);
                    }
                }
            }
        }
    }

    /** The frame of a result that tells of a pair, else -1. */
    private int scoredSequence(ConsumerRecord<byte[], byte[]> record) {
        if (!variant.isMonitor()) {
            return (int) FrameId.parse(new String(record.key(), StandardCharsets.UTF_8))
                    .sequence();
        }
        try {
            FrameScore score = scores.decode(Topics.RESULTS, record.value());
            return score.getOutcome() == Outcome.SCORED ? (int) score.getSequence() : -1;
        } catch (MalformedRecordException | RegistryUnavailableException e) {
            throw new IllegalStateException("a score cannot be read", e);
        }
    }

    private static long quantile(long[] sorted, int n, double q) {
        return n == 0 ? -1 : sorted[Math.min(n - 1, (int) (n * q))];
    }
}
