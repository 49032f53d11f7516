package io.sessmonitor.deploy.demo;

import io.sessmonitor.deploy.broker.EmbeddedBroker;
import io.sessmonitor.deploy.testbed.FrameSink;
import io.sessmonitor.schemas.Frame;
import io.sessmonitor.schemas.frame.FrameWriter;
import io.sessmonitor.schemas.wire.RegistryRefusedException;
import io.sessmonitor.schemas.wire.RegistryUnavailableException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes frames as a testbed's sender and receivers do: keyed by frame ID, Java's default partitioner, idempotent.
 *
 * <p>Used by one thread; a record that could not be written shows at the next call or at {@link #flush}.
 */
public final class KafkaFrameSink implements FrameSink, AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private final FrameWriter writer;
    private final String sentTopic;
    private final String receivedTopic;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    public KafkaFrameSink(String bootstrapServers, FrameWriter writer, String sentTopic, String receivedTopic) {
        this.writer = writer;
        this.sentTopic = sentTopic;
        this.receivedTopic = receivedTopic;
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        EmbeddedBroker.MAX_RECORD_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Override
    public void sent(Frame frame) {
        write(sentTopic, frame);
    }

    @Override
    public void received(Frame frame) {
        write(receivedTopic, frame);
    }

    /** Waits until everything is written. */
    public void flush() {
        producer.flush();
        check();
    }

    @Override
    public void close() {
        producer.close();
    }

    private void write(String topic, Frame frame) {
        check();
        try {
            FrameWriter.Encoded encoded = writer.write(topic, frame);
            ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(
                    topic, null, frame.getCapturedAt().toEpochMilli(), encoded.key(), encoded.value());
            encoded.headers().forEach((name, value) -> message.headers().add(name, value));
            producer.send(message, (written, problem) -> failure.compareAndSet(null, problem));
        } catch (RegistryUnavailableException | RegistryRefusedException e) {
            throw new DemoException("frames cannot be written to " + topic + ": " + e.getMessage(), e);
        }
    }

    private void check() {
        Exception problem = failure.get();
        if (problem != null) {
            throw new DemoException("the broker did not take a frame: " + problem.getMessage(), problem);
        }
    }
}
