package io.sessmonitor.schemas.wire;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was asked for before, up to a count; the one too many clears it, which at worst is asked for once more. Looked into for each
 * record, so without a lock. Safe for use by many threads.
 */
final class BoundedCache<K, V> {

    private final Map<K, V> entries = new ConcurrentHashMap<>();
    private final int capacity;

    BoundedCache(int capacity) {
        this.capacity = capacity;
    }

    V get(K key) {
        return entries.get(key);
    }

    void put(K key, V value) {
        if (entries.size() >= capacity) {
            entries.clear();
        }
        entries.put(key, value);
    }
}
