package io.sessmonitor.topology.state;

import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.WrappedStateStore;

/**
 * A key-value store with a changelog whose user keeps the latest in objects of its own and writes them when Kafka Streams
 * is about to commit, so that what comes and goes between two commits touches neither store nor changelog, and nothing is
 * serialised twice.
 *
 * <p>Kafka Streams flushes what it takes for a store's cache before it ends a transaction, and never when a transaction is
 * given up; the task then begins again from the store as it was committed, with {@code init} of its processors. There is no
 * public way to be told of a commit: this class is the only one that uses Kafka Streams' internals.
 *
 * <p>Used by its task's stream thread only.
 */
public final class WriteBehindStore extends WrappedStateStore<KeyValueStore<Bytes, byte[]>, Bytes, byte[]> {

    private Runnable beforeCommit = () -> {};

    /** A store over {@code entries}, which this opens and closes. */
    public WriteBehindStore(KeyValueStore<Bytes, byte[]> entries) {
        super(entries);
    }

    /** The entries as last written. */
    public KeyValueStore<Bytes, byte[]> entries() {
        return wrapped();
    }

    /** Sets what writes everything that is not written yet; replaces what was set before. */
    public void beforeCommit(Runnable write) {
        beforeCommit = write;
    }

    @Override
    public void flushCache() {
        beforeCommit.run();
    }

    /** The task goes on as another one, whose user reads all of it again. */
    @Override
    public void clearCache() {
        beforeCommit = () -> {};
    }

    /** Makes such stores, with a changelog. */
    public static StoreBuilder<WriteBehindStore> builder(KeyValueBytesStoreSupplier entries) {
        return new Builder(Stores.keyValueStoreBuilder(entries, Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(Map.of()));
    }

    private record Builder(StoreBuilder<KeyValueStore<Bytes, byte[]>> entries)
            implements StoreBuilder<WriteBehindStore> {

        @Override
        public WriteBehindStore build() {
            return new WriteBehindStore(entries.build());
        }

        @Override
        public String name() {
            return entries.name();
        }

        @Override
        public Map<String, String> logConfig() {
            return entries.logConfig();
        }

        @Override
        public boolean loggingEnabled() {
            return entries.loggingEnabled();
        }

        @Override
        public StoreBuilder<WriteBehindStore> withLoggingEnabled(Map<String, String> config) {
            entries.withLoggingEnabled(config);
            return this;
        }

        @Override
        public StoreBuilder<WriteBehindStore> withLoggingDisabled() {
            throw new UnsupportedOperationException("without a changelog a frame could be lost");
        }

        @Override
        public StoreBuilder<WriteBehindStore> withCachingEnabled() {
            throw new UnsupportedOperationException("its user is its cache");
        }

        @Override
        public StoreBuilder<WriteBehindStore> withCachingDisabled() {
            return this;
        }
    }
}
