package io.sessmonitor.topology;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** A store whose content outlives the test driver, which wipes the real ones on close. */
public final class KeptStore implements KeyValueStore<Bytes, byte[]> {

    private final String name;
    private final NavigableMap<Bytes, byte[]> content;
    private boolean open;

    private KeptStore(String name, NavigableMap<Bytes, byte[]> content) {
        this.name = name;
        this.content = content;
    }

    public static KeyValueBytesStoreSupplier supplier(String name, NavigableMap<Bytes, byte[]> content) {
        return new KeyValueBytesStoreSupplier() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public KeyValueStore<Bytes, byte[]> get() {
                return new KeptStore(name, content);
            }

            @Override
            public String metricsScope() {
                return "kept";
            }
        };
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        context.register(root, (key, value) -> put(Bytes.wrap(key), value));
        open = true;
    }

    @Override
    public void close() {
        open = false;
    }

    @Override
    public Position getPosition() {
        return Position.emptyPosition();
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void put(Bytes key, byte[] value) {
        if (value == null) {
            content.remove(key);
        } else {
            content.put(key, value);
        }
    }

    @Override
    public byte[] putIfAbsent(Bytes key, byte[] value) {
        byte[] before = content.get(key);
        if (before == null) {
            put(key, value);
        }
        return before;
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte[] delete(Bytes key) {
        return content.remove(key);
    }

    @Override
    public byte[] get(Bytes key) {
        return content.get(key);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        NavigableMap<Bytes, byte[]> part = from == null ? content : content.tailMap(from, true);
        return iterate(to == null ? part : part.headMap(to, true));
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return iterate(content);
    }

    @Override
    public long approximateNumEntries() {
        return content.size();
    }

    private static KeyValueIterator<Bytes, byte[]> iterate(NavigableMap<Bytes, byte[]> part) {
        NavigableMap<Bytes, byte[]> copy = new TreeMap<>(part);
        Iterator<Map.Entry<Bytes, byte[]>> entries = copy.entrySet().iterator();
        return new KeyValueIterator<>() {
            private Map.Entry<Bytes, byte[]> ahead;

            @Override
            public void close() {}

            @Override
            public Bytes peekNextKey() {
                if (ahead == null) {
                    ahead = entries.next();
                }
                return ahead.getKey();
            }

            @Override
            public boolean hasNext() {
                return ahead != null || entries.hasNext();
            }

            @Override
            public KeyValue<Bytes, byte[]> next() {
                Map.Entry<Bytes, byte[]> entry = ahead == null ? entries.next() : ahead;
                ahead = null;
                return KeyValue.pair(entry.getKey(), entry.getValue());
            }
        };
    }
}
