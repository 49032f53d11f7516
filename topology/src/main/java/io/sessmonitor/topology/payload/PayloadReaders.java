package io.sessmonitor.topology.payload;

import io.sessmonitor.schemas.envelope.PayloadRef;
import io.sessmonitor.schemas.frame.FrameReader;
import io.sessmonitor.topology.config.PayloadConfig;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;

/** Gets pictures from where they lie: their topic, or outside Kafka. Neither waits for the other. Safe for use by many threads. */
public final class PayloadReaders implements PayloadFetcher, AutoCloseable {

    private final PayloadReader log;
    private final ClaimReader claims;

    /**
     * Readers whose threads run at once.
     *
     * @param consumers makes the consumer: of byte arrays, without a group, {@code auto.offset.reset=none}
     * @param reader takes the picture out of a record's value
     * @param maxBytes largest picture outside Kafka that is read
     */
    public PayloadReaders(
            Supplier<Consumer<byte[], byte[]>> consumers, FrameReader reader, PayloadConfig config, long maxBytes) {
        this.log = new PayloadReader(consumers, reader);
        this.claims = new ClaimReader(config, maxBytes);
    }

    @Override
    public boolean fetch(PayloadRef ref, java.util.function.Consumer<Fetched> then) {
        return ref instanceof PayloadRef.LogRecord at ? log.fetch(at, then) : claims.fetch(ref, then);
    }

    /** Stops all threads and waits for them. */
    @Override
    public void close() {
        log.close();
        claims.close();
    }
}
