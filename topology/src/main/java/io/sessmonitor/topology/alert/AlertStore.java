package io.sessmonitor.topology.alert;

import io.sessmonitor.schemas.envelope.Link;
import io.sessmonitor.schemas.frame.AlertCodec;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Where each rule stands on each link of one task, in a key-value store: key as in {@code sess.alerts}. Used by its stream
 * thread only; the store belongs to Kafka Streams.
 */
public final class AlertStore {

    /** Takes one entry. */
    interface Visitor {
        void visit(String rule, Link link, RuleState.Stored stored);
    }

    private final KeyValueStore<Bytes, byte[]> store;

    AlertStore(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    void put(Rule rule, Link link, RuleState state) {
        store.put(key(rule.name(), link), state.toBytes(rule.fingerprint()));
    }

    void delete(String rule, Link link) {
        store.delete(key(rule, link));
    }

    /** Passes everything: after a start the processor works in memory. */
    void forEach(Visitor visitor) {
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> {
                String key = new String(entry.key.get(), StandardCharsets.UTF_8);
                int slash = key.indexOf('/');
                visitor.visit(
                        key.substring(0, slash), Link.parse(key.substring(slash + 1)), RuleState.read(entry.value));
            });
        }
    }

    private static Bytes key(String rule, Link link) {
        return Bytes.wrap(AlertCodec.key(rule, link).getBytes(StandardCharsets.UTF_8));
    }
}
