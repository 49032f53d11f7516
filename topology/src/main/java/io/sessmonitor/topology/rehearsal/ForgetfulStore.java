package io.sessmonitor.topology.rehearsal;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** A store that keeps nothing: processors read theirs only when they start anew, which here they never do. */
record ForgetfulStore(String name) implements KeyValueStore<Bytes, byte[]> {

    private record Nothing(Iterator<KeyValue<Bytes, byte[]>> none) implements KeyValueIterator<Bytes, byte[]> {

        @Override
        public boolean hasNext() {
            return none.hasNext();
        }

        @Override
        public KeyValue<Bytes, byte[]> next() {
            return none.next();
        }

        @Override
        public Bytes peekNextKey() {
            return none.next().key;
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    }

    @Override
    public void put(Bytes key, byte[] value) {
        // Forgotten.
    }

    @Override
    public byte[] putIfAbsent(Bytes key, byte[] value) {
        return null;
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        // Forgotten.
    }

    @Override
    public byte[] delete(Bytes key) {
        return null;
    }

    @Override
    public byte[] get(Bytes key) {
        return null;
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        return all();
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return new Nothing(Collections.emptyIterator());
    }

    @Override
    public long approximateNumEntries() {
        return 0;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        // It has nothing to restore.
    }

    @Override
    public void close() {
        // It holds nothing.
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return true;
    }
}
