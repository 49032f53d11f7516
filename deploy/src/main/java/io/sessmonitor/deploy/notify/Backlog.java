package io.sessmonitor.deploy.notify;

import io.sessmonitor.schemas.Alert;
import io.sessmonitor.schemas.AlertState;
import io.sessmonitor.schemas.envelope.Link;
import io.sessmonitor.schemas.frame.AlertCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What one target still has to be told, and what fires. Pure; used by one thread.
 *
 * <p>Every partition is read from its beginning each time it is taken on. Up to the offset where delivery goes on that only
 * says what fires; what comes after is to be delivered. A target that is new is <em>introduced</em>: when that offset is
 * reached it is to be told of what fires then, and until it has been, nothing of the partition is committed.
 */
final class Backlog {

    /** Alerts kept in memory; beyond, no more are read. */
    static final int FULL = 500;

    /**
     * One alert to be delivered.
     *
     * @param timestamp of its record, milliseconds
     * @param introduction whether it is from before the target was known
     */
    record Item(int partition, long offset, long timestamp, String key, Alert alert, boolean introduction) {

        Item introducing() {
            return new Item(partition, offset, timestamp, key, alert, true);
        }
    }

    private static final class Part {
        final long resume;
        boolean introduce;
        long position;
        final Map<String, Item> firing = new LinkedHashMap<>();

        Part(long resume, boolean introduce) {
            this.resume = resume;
            this.introduce = introduce;
        }
    }

    private final Receiver receiver;
    private final Map<Integer, Part> parts = new HashMap<>();
    private final Deque<Item> pending = new ArrayDeque<>();

    Backlog(Receiver receiver) {
        this.receiver = receiver;
    }

    /**
     * Takes on a partition, which is now read from its beginning.
     *
     * @param resume offset from which on alerts are to be delivered
     * @param introduce whether the target is new
     */
    void begin(int partition, long resume, boolean introduce) {
        forget(List.of(partition));
        parts.put(partition, new Part(resume, introduce));
    }

    /** Gives partitions up, to somebody else or to be begun again. */
    void forget(Collection<Integer> partitions) {
        parts.keySet().removeAll(partitions);
        pending.removeIf(item -> partitions.contains(item.partition()));
    }

    /** Gives everything up. */
    void clear() {
        parts.clear();
        pending.clear();
    }

    /** One more record, in the order of its partition. */
    void take(int partition, long offset, long timestamp, Alert alert) {
        Part part = parts.get(partition);
        if (offset >= part.resume) {
            introduce(part);
        }
        String key = AlertCodec.key(alert.getRule(), new Link(alert.getStream(), alert.getReceiver()));
        Item fired = alert.getState() == AlertState.FIRING ? null : part.firing.remove(key);
        // An end must have the labels of its beginning, even if the rule's were changed or are not known any more.
        Item item =
                new Item(partition, offset, timestamp, key, fired == null ? alert : like(fired.alert(), alert), false);
        if (alert.getState() == AlertState.FIRING) {
            part.firing.put(key, item);
        }
        if (offset >= part.resume && receiver.wants(item.alert())) {
            pending.add(item);
        }
    }

    /** Made field by field: Avro's builder cannot copy without loading classes by name, which this JVM does not allow. */
    private static Alert like(Alert fired, Alert alert) {
        return Alert.newBuilder()
                .setRule(alert.getRule())
                .setStream(alert.getStream())
                .setReceiver(alert.getReceiver())
                .setState(alert.getState())
                .setSeverity(fired.getSeverity())
                .setLabels(fired.getLabels())
                .setSummary(alert.getSummary())
                .setValue(alert.getValue())
                .setThreshold(alert.getThreshold())
                .setSince(alert.getSince())
                .setFiredAt(alert.getFiredAt())
                .setAt(alert.getAt())
                .build();
    }

    /** Whether a record was read before, in an earlier life. */
    boolean isHistory(int partition, long offset) {
        return offset < parts.get(partition).resume;
    }

    /** A partition has been read up to an offset, which also counts what is no record. */
    void advance(int partition, long position) {
        Part part = parts.get(partition);
        part.position = position;
        if (position >= part.resume) {
            introduce(part);
        }
    }

    private void introduce(Part part) {
        if (part.introduce) {
            part.introduce = false;
            part.firing.values().stream()
                    .filter(item -> receiver.wants(item.alert()))
                    .map(Item::introducing)
                    .forEach(pending::add);
        }
    }

    /** Whether all partitions have been read to where delivery goes on, so that {@link #firing} is true. */
    boolean upToDate() {
        return !parts.isEmpty() && parts.values().stream().allMatch(part -> part.position >= part.resume);
    }

    /** What fires now. */
    List<Alert> firing() {
        List<Alert> all = new ArrayList<>();
        parts.values().forEach(part -> part.firing.values().forEach(item -> all.add(item.alert())));
        return all;
    }

    /** What to deliver next; null if nothing waits. */
    Item next() {
        return pending.peek();
    }

    /** {@link #next} is done with. */
    void done() {
        pending.remove();
    }

    /** Lets others go before {@link #next}, so that one that fails holds up only its own rule and link. */
    void postpone() {
        String key = pending.element().key();
        List<Item> same =
                pending.stream().filter(item -> item.key().equals(key)).toList();
        pending.removeIf(item -> item.key().equals(key));
        pending.addAll(same);
    }

    int waiting() {
        return pending.size();
    }

    boolean full() {
        return pending.size() >= FULL;
    }

    /** The offset up to which all of a partition is done with; empty if nothing may be said about it yet. */
    OptionalLong committable(int partition) {
        Part part = parts.get(partition);
        if (part == null || part.position < part.resume || part.introduce) {
            return OptionalLong.empty();
        }
        long first = part.position;
        for (Item item : pending) {
            if (item.partition() == partition) {
                if (item.introduction()) {
                    return OptionalLong.empty();
                }
                first = Math.min(first, item.offset());
            }
        }
        return OptionalLong.of(first);
    }
}
