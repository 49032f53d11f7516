package io.sessmonitor.topology.payload;

import io.sessmonitor.schemas.envelope.PayloadRef;
import io.sessmonitor.schemas.frame.FrameReader;
import io.sessmonitor.schemas.wire.MalformedRecordException;
import io.sessmonitor.schemas.wire.RegistryUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads pictures again by their coordinates, one at a time, in the order they are asked for.
 *
 * <p>{@link #fetch} may be called by any thread. One thread of its own has the consumer, which it makes at the first
 * request; only {@link Consumer#wakeup} is called from elsewhere. Requests are bounded; those open at {@link #close} are
 * dropped, as is right for tasks that have ended by then. While the broker or the registry is away a request waits.
 */
final class PayloadReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PayloadReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int POLLS_BETWEEN_WARNINGS = 20;
    private static final int MAX_REQUESTS = 1024;

    private record Request(PayloadRef.LogRecord ref, java.util.function.Consumer<Fetched> then) {}

    private final BlockingQueue<Request> requests = new ArrayBlockingQueue<>(MAX_REQUESTS);
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final FrameReader reader;
    private final Thread thread;
    private volatile Consumer<byte[], byte[]> consumer;
    private volatile boolean closed;

    /**
     * A reader whose thread runs at once.
     *
     * @param consumers makes the consumer: of byte arrays, without a group, {@code auto.offset.reset=none}
     * @param reader takes the picture out of a record's value
     */
    PayloadReader(Supplier<Consumer<byte[], byte[]>> consumers, FrameReader reader) {
        this.consumers = Objects.requireNonNull(consumers, "consumers");
        this.reader = Objects.requireNonNull(reader, "reader");
        this.thread = new Thread(this::run, "payload-reader");
        thread.setDaemon(true);
        thread.start();
    }

    /** As {@link PayloadFetcher#fetch}. */
    boolean fetch(PayloadRef.LogRecord ref, java.util.function.Consumer<Fetched> then) {
        return requests.offer(new Request(ref, then));
    }

    /** Stops the thread and waits until it has closed the consumer. */
    @Override
    public void close() {
        closed = true;
        Consumer<byte[], byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed) {
                Request request = requests.take();
                Fetched result = read(request.ref());
                if (result != null) {
                    request.then().accept(result);
                }
            }
        } catch (InterruptedException | InterruptException | WakeupException e) {
            LOG.debug("The payload reader stops");
        } finally {
            // The interrupt that ended the wait must not end the goodbye to the broker.
            boolean interrupted = Thread.interrupted();
            if (consumer != null) {
                consumer.close();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The result; null only when closed meanwhile. */
    private Fetched read(PayloadRef.LogRecord at) {
        try {
            for (int polls = 1; !closed; polls++) {
                try {
                    Fetched result = poll(at, polls == 1);
                    if (result != null) {
                        return result;
                    }
                } catch (OffsetOutOfRangeException e) {
                    return expired(at);
                } catch (RetriableException e) {
                    LOG.debug("Reading {} again", at, e);
                } catch (RegistryUnavailableException e) {
                    LOG.warn("The picture at {} waits for the schema registry: {}", at, e.getMessage());
                }
                if (polls % POLLS_BETWEEN_WARNINGS == 0) {
                    LOG.warn("Still waiting for the broker to give the picture at {}", at);
                }
            }
            return null;
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            return new Fetched.Gone("the picture at " + place(at) + " cannot be read again: " + e.getMessage());
        } catch (RuntimeException e) {
            // Somebody waits for every request; a bug here must not leave them waiting.
            LOG.error("Reading {} again failed", at, e);
            return new Fetched.Gone("the picture at " + place(at) + " cannot be read again: " + e);
        }
    }

    /** The result, or null if the record has not come yet. */
    private Fetched poll(PayloadRef.LogRecord at, boolean first) throws RegistryUnavailableException {
        if (consumer == null) {
            consumer = consumers.get();
        }
        TopicPartition partition = new TopicPartition(at.topic(), at.partition());
        if (first) {
            consumer.assign(List.of(partition));
        }
        consumer.seek(partition, at.offset());
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
            if (record.offset() > at.offset()) {
                return expired(at);
            }
            try {
                return new Fetched.Picture(reader.payload(at.topic(), record.value()));
            } catch (MalformedRecordException e) {
                return new Fetched.Gone("the record at " + place(at) + " is not the one paired: " + e.getMessage());
            }
        }
        return null;
    }

    private static Fetched expired(PayloadRef.LogRecord at) {
        return new Fetched.Gone("the picture at " + place(at)
                + " is no longer in the topic; its retention is too short for pairing.wait and the backlog");
    }

    private static String place(PayloadRef.LogRecord at) {
        return at.topic() + ", partition " + at.partition() + ", offset " + at.offset();
    }
}
