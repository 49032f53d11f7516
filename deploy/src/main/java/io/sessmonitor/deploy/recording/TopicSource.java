package io.sessmonitor.deploy.recording;

import io.sessmonitor.schemas.RecordedRecord;
import io.sessmonitor.schemas.wire.RegistryClient;
import io.sessmonitor.schemas.wire.RegistryRefusedException;
import io.sessmonitor.schemas.wire.RegistryUnavailableException;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.config.RegistryConfig;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A range of topics as records of a recording, each with the schema its value was written with. While the registry is away
 * a record waits, until this is {@link #stop stopped}. Used by one thread, except {@code stop}.
 */
public final class TopicSource implements RecordSource {

    private static final Logger LOG = LoggerFactory.getLogger(TopicSource.class);

    private final MergedTopics topics;
    private final RegistryClient registry;
    private volatile boolean stopped;

    private TopicSource(MergedTopics topics, RegistryClient registry) {
        this.topics = topics;
        this.registry = registry;
    }

    /** Begins to read; {@link TopicRange#of} has asked the broker already. */
    public static TopicSource open(MonitorConfig config, TopicRange range) throws RecordingException {
        RegistryClient registry = registry(config);
        try {
            return new TopicSource(new MergedTopics(TopicClients.consumer(config), range, System::nanoTime), registry);
        } catch (KafkaException e) {
            throw new RecordingException(TopicRange.noConnection(config.kafka(), e), e);
        }
    }

    /** The registry of the settings; null if they name another codec, whose values nobody here can look into. */
    static RegistryClient registry(MonitorConfig config) throws RecordingException {
        if (config.registry().settings().containsKey(RegistryConfig.CODEC)) {
            return null;
        }
        try {
            return new RegistryClient(config.registry().settings());
        } catch (IllegalArgumentException e) {
            throw new RecordingException(e.getMessage(), e);
        }
    }

    /** Ends the reading: what is in memory is still given, after that nothing. From any thread. */
    public void stop() {
        stopped = true;
    }

    /** Whether there will be nothing more. */
    public boolean finished() {
        return topics.finished();
    }

    /**
     * The next record if one is ready.
     *
     * @return null if none is, now or ever; see {@link #finished}
     */
    public RecordedRecord poll() throws IOException {
        if (stopped) {
            topics.stop();
        }
        ConsumerRecord<byte[], byte[]> record = topics.next();
        if (record == null) {
            return null;
        }
        int id = WireIds.of(record.value());
        return RecordingFormat.record(record, id >= 0 && known(id) ? id : null);
    }

    @Override
    public RecordedRecord next() throws IOException {
        RecordedRecord record = null;
        while (record == null && !finished()) {
            record = poll();
        }
        return record;
    }

    private boolean known(int id) throws IOException {
        while (registry != null) {
            try {
                registry.schema(id);
                return true;
            } catch (RegistryRefusedException e) {
                return false;
            } catch (RegistryUnavailableException e) {
                if (stopped || Thread.currentThread().isInterrupted()) {
                    throw new IOException(
                            "records are left out that were read while no schema registry answered: " + e.getMessage()
                                    + "; check registry.url",
                            e);
                }
                LOG.warn("Waiting for the schema registry, nothing is lost: {}", e.getMessage());
            }
        }
        return false;
    }

    @Override
    public Schema schema(int id) throws RegistryUnavailableException, RegistryRefusedException {
        return registry.schema(id);
    }

    @Override
    public void close() {
        topics.close();
    }
}
