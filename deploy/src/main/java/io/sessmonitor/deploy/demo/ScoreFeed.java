package io.sessmonitor.deploy.demo;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.frame.ScoreCodec;
import io.sessmonitor.schemas.wire.MalformedRecordException;
import io.sessmonitor.schemas.wire.RegistryUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the scores topic from its beginning, committed records only, and tells the listeners.
 *
 * <p>One thread of its own owns the consumer; {@link #failure} and {@link #close} may be called from any.
 */
public final class ScoreFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ScoreFeed.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String topic;
    private final ScoreCodec codec;
    private final List<ScoreListener> listeners;
    private final Thread thread;
    private volatile boolean closing;
    private volatile RuntimeException failure;

    private ScoreFeed(String bootstrapServers, String topic, ScoreCodec codec, List<ScoreListener> listeners) {
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.topic = topic;
        this.codec = codec;
        this.listeners = List.copyOf(listeners);
        this.thread = new Thread(this::read, "score-feed");
        this.thread.setDaemon(true);
    }

    /** Begins to read a topic that is there already. */
    public static ScoreFeed start(
            String bootstrapServers, String topic, ScoreCodec codec, List<ScoreListener> listeners) {
        ScoreFeed feed = new ScoreFeed(bootstrapServers, topic, codec, listeners);
        feed.thread.start();
        return feed;
    }

    /** The error that ended the reading, if one did. */
    public Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Ends the reading and waits for the thread. */
    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (consumer) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closing) {
                for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL)) {
                    tell(found);
                }
            }
        } catch (WakeupException e) {
            LOG.debug("The reading of {} ends", topic);
        } catch (KafkaException | DemoException e) {
            failure = e;
            LOG.debug("The reading of {} failed", topic, e);
        }
    }

    private void tell(ConsumerRecord<byte[], byte[]> found) {
        FrameScore score = decode(found);
        if (score != null) {
            listeners.forEach(listener -> listener.scored(score));
        }
    }

    /** Waits for a registry that is away; null when the feed is closed meanwhile. */
    private FrameScore decode(ConsumerRecord<byte[], byte[]> found) {
        while (!closing) {
            try {
                return codec.decode(topic, found.value());
            } catch (RegistryUnavailableException e) {
                LOG.warn("Scores cannot be read for want of their schema, trying on: {}", e.getMessage());
            } catch (MalformedRecordException e) {
                throw new DemoException(
                        "record " + found.offset() + " of " + topic + "-" + found.partition() + " is no score: "
                                + e.getMessage(),
                        e);
            }
        }
        return null;
    }
}
