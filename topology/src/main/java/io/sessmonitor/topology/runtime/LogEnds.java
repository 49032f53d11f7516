package io.sessmonitor.topology.runtime;

import io.sessmonitor.topology.pair.LogWatch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the ends of the logs, and at how far the group has read them, as often as somebody asks but not more often than
 * every {@value #PAUSE_MILLIS} ms. Of a side that has a record at every tick nobody asks, so it costs nothing there.
 *
 * <p>A log has been read as far as its end was at a look once the group's committed offset is there: then what its records
 * led to is committed too. Behind the last record there may be marks of transactions, which are committed with the next
 * record only; so the consumers of this process tell, through {@link PolledOffsets}, how far they got without a record.
 *
 * <p>While the broker does not answer nothing is known to have been read. Whether it answers is tried every second, also when
 * nobody asks for a look: records may come until then, or a stream thread wait for it. One thread of its own asks and may
 * wait for answers; {@link #nextLook}, {@link #readAt}, {@link #isAway} and {@link #polled} are called by stream threads and
 * never wait.
 */
final class LogEnds implements LogWatch, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogEnds.class);
    private static final long PAUSE_MILLIS = 200;
    private static final long PROBE_MILLIS = 1000;
    private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(PROBE_MILLIS);

    /** Every so many looks at the same end it is seen what lies before it; about three seconds. */
    static final int LOOKS_BEFORE_READING = 16;

    /** What can be asked about logs; by one thread. */
    interface Logs extends AutoCloseable {

        /**
         * Offsets behind the last record that was written, be it of a transaction that is still open.
         *
         * @return without those partitions that nobody can tell about now
         * @throws KafkaException if nobody can tell anything
         */
        Map<TopicPartition, Long> ends(Set<TopicPartition> partitions) throws InterruptedException;

        /**
         * Offsets that the group has committed, or from which it will begin.
         *
         * @return without those partitions that nobody can tell about now
         * @throws KafkaException if nobody can tell anything
         */
        Map<TopicPartition, Long> positions(Set<TopicPartition> partitions) throws InterruptedException;

        /**
         * Whether no record can be read between two offsets, because all that is there are marks of transactions, records of
         * transactions that were given up, or nothing any more. False if nobody can tell now.
         *
         * @throws KafkaException if nobody can tell anything
         */
        boolean isEmpty(TopicPartition partition, long from, long end);

        @Override
        void close();
    }

    /** A consumer has got to {@code next}; the last record it had was {@code last}, -1 if there was none. */
    private record Polled(long last, long next) {}

    /** The end that a look saw. */
    private record Seen(long look, long end) {}

    private final Logs logs;
    private final Consumer<Throwable> broken;
    private final Set<TopicPartition> asked = ConcurrentHashMap.newKeySet();
    private final Semaphore asking = new Semaphore(0);
    private final Map<TopicPartition, Polled> polled = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> read = new ConcurrentHashMap<>();
    private final Outages outages = new Outages(System::nanoTime);
    private final Thread thread;
    private volatile long nextLook;

    /** Ends that had not been read yet; belongs to the thread. */
    private final Map<TopicPartition, Seen> open = new HashMap<>();
    /** How far consumers were on their way to an end when it was last looked; belongs to the thread. */
    private final Map<TopicPartition, Polled> underWay = new HashMap<>();
    /** The partitions that ever were of interest, and when it was last seen who tells about them; belong to the thread. */
    private final Set<TopicPartition> known = new HashSet<>();

    private long probed = System.nanoTime() - PROBE_NANOS;
    /** Whether the last look had answers; belongs to the thread. */
    private boolean answered = true;

    /**
     * Its thread runs at once, and closes the logs at its end.
     *
     * @param broken told what ends the thread unasked, an error of the JVM
     */
    LogEnds(Logs logs, Consumer<Throwable> broken) {
        this.logs = Objects.requireNonNull(logs, "logs");
        this.broken = Objects.requireNonNull(broken, "broken");
        this.thread = new Thread(this::run, "log-ends");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public long nextLook() {
        return nextLook;
    }

    @Override
    public long readAt(TopicPartition partition) {
        if (asked.add(partition)) {
            asking.release();
        }
        return read.getOrDefault(partition, Long.MIN_VALUE);
    }

    @Override
    public boolean isAway(TopicPartition partition) {
        return outages.isAway(partition);
    }

    /** A consumer of this process has got on. */
    void polled(ConsumerRecords<?, ?> records) {
        records.nextOffsets().forEach((partition, next) -> {
            List<? extends ConsumerRecord<?, ?>> of = records.records(partition);
            polled.compute(partition, (key, before) -> {
                long last = of.isEmpty()
                        ? before == null ? -1 : before.last()
                        : of.get(of.size() - 1).offset();
                return new Polled(last, next.offset());
            });
        });
    }

    /** Stops the thread and waits until it has closed the connection. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (logs) {
            while (true) {
                asking.tryAcquire(PROBE_MILLIS, TimeUnit.MILLISECONDS);
                asking.drainPermits();
                try {
                    probe();
                    if (!asked.isEmpty()) {
                        look();
                    }
                    answered = true;
                } catch (RuntimeException e) {
                    if (answered) {
                        LOG.warn(
                                "Nobody tells how far the topics were written and read: {}; until somebody does, and"
                                        + " writers are back, frames wait longer than pairing.wait",
                                e.getMessage());
                    }
                    answered = false;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            LOG.debug("The looks at the logs' ends stop");
        } catch (Error e) {
            // Without it no frame would be MISSING in silence any more, and nobody know why.
            LOG.error("The looks at the logs' ends have broken off", e);
            broken.accept(e);
        }
    }

    /** Sees, once a second, which partitions somebody tells about. */
    private void probe() throws InterruptedException {
        if (System.nanoTime() - probed < PROBE_NANOS) {
            return;
        }
        known.addAll(polled.keySet());
        known.addAll(asked);
        if (known.isEmpty()) {
            return;
        }
        Set<TopicPartition> told = Set.of();
        try {
            told = logs.ends(known).keySet();
        } finally {
            outages.asked(known, told);
            probed = System.nanoTime();
        }
    }

    private void look() throws InterruptedException {
        Set<TopicPartition> partitions = Set.copyOf(asked);
        asked.removeAll(partitions);
        open.keySet().retainAll(partitions);
        long look = nextLook++;
        Set<TopicPartition> unseen = new HashSet<>(partitions);
        unseen.removeAll(open.keySet());
        // The others need not wait for what nobody tells about.
        unseen.removeIf(partition -> !outages.answers(partition));
        // In this order: what has been read by then is held against what had been written before.
        if (!unseen.isEmpty()) {
            logs.ends(unseen).forEach((partition, end) -> open.put(partition, new Seen(look, end)));
        }
        Set<TopicPartition> perhapsRead = new HashSet<>(open.keySet());
        perhapsRead.removeIf(
                partition -> isOnItsWay(partition, open.get(partition).end()));
        if (perhapsRead.isEmpty()) {
            return;
        }
        logs.positions(perhapsRead).forEach((partition, position) -> {
            Seen seen = open.get(partition);
            if (isRead(partition, seen.end(), position) || isEmpty(partition, seen, position, look)) {
                open.remove(partition);
                read.put(partition, seen.look());
            }
        });
    }

    /**
     * Where a consumer of this process has got on since the last look, and is not at the end yet, the group cannot be there
     * either. One that stands still tells nothing: another process may have the partition now.
     */
    private boolean isOnItsWay(TopicPartition partition, long end) {
        Polled got = polled.get(partition);
        return got != null && got.next() < end && !got.equals(underWay.put(partition, got));
    }

    private boolean isRead(TopicPartition partition, long end, long position) {
        Polled got = polled.get(partition);
        return position >= end || got != null && got.next() >= end && got.last() < position;
    }

    private boolean isEmpty(TopicPartition partition, Seen seen, long position, long look) {
        long looks = look - seen.look();
        if (looks == 0 || looks % LOOKS_BEFORE_READING != 0) {
            return false;
        }
        Polled got = polled.get(partition);
        // What has been fetched may since have expired, but is still to come.
        return (got == null || got.last() < position) && logs.isEmpty(partition, position, seen.end());
    }
}
