package io.sessmonitor.deploy.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** What passes the clients of this JVM, counted by interceptors that are the same in every variant; CPU and memory of processes. */
final class Probe {

    static final AtomicLong CONSUMED = new AtomicLong();
    static final AtomicLong RESULTS = new AtomicLong();
    static final AtomicLong CHANGELOG = new AtomicLong();
    static final AtomicLong ERRORS = new AtomicLong();

    /** The moment of the first poll that brought records, or null. */
    static volatile Sample first;
    /** {@link System#nanoTime} of the last result that the broker has. */
    static volatile long lastResult;

    private static volatile long broker;

    private Probe() {}

    static void broker(long pid) {
        broker = pid;
    }

    /** CPU seconds used so far. */
    record Sample(long nanos, double client, double broker) {
        static Sample now() {
            return new Sample(
                    System.nanoTime(), cpuSeconds(ProcessHandle.current().pid()), cpuSeconds(Probe.broker));
        }
    }

    static double cpuSeconds(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .map(cpu -> cpu.toNanos() / 1e9)
                .orElse(Double.NaN);
    }

    /** Memory of a process that is in RAM, in MiB; -1 where there is no /proc. */
    static long residentMib(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
                }
            }
        } catch (IOException e) {
            return -1;
        }
        return -1;
    }

    /** Bytes of all files in a folder, which may change meanwhile. */
    static long bytes(Path folder) {
        long[] bytes = {0};
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    bytes[0] += attributes.size();
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return bytes[0];
    }

    /** Counts what is polled. */
    public static final class Polled implements ConsumerInterceptor<Object, Object> {
        @Override
        public ConsumerRecords<Object, Object> onConsume(ConsumerRecords<Object, Object> records) {
            if (first == null && !records.isEmpty()) {
                first = Sample.now();
            }
            CONSUMED.addAndGet(records.count());
            return records;
        }

        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

        @Override
        public void close() {}

        @Override
        public void configure(Map<String, ?> settings) {}
    }

    /** Counts what the broker has taken. */
    public static final class Produced implements ProducerInterceptor<Object, Object> {
        @Override
        public ProducerRecord<Object, Object> onSend(ProducerRecord<Object, Object> record) {
            return record;
        }

        @Override
        public void onAcknowledgement(RecordMetadata at, Exception failure) {
            if (failure != null) {
                ERRORS.incrementAndGet();
            } else if (at.topic().equals(Topics.RESULTS)) {
                lastResult = System.nanoTime();
                RESULTS.incrementAndGet();
            } else {
                CHANGELOG.incrementAndGet();
            }
        }

        @Override
        public void close() {}

        @Override
        public void configure(Map<String, ?> settings) {}
    }
}
