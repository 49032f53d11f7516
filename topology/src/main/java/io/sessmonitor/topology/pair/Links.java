package io.sessmonitor.topology.pair;

import io.sessmonitor.schemas.envelope.Link;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Which links a stream has: the declared ones, or, if none is declared for it, those discovered. A link is discovered by
 * its first pair, so that stray receptions make no links, in this task or, where tasks tell each other, in any; and
 * forgotten after a time without a pair. Used by one stream thread only.
 */
final class Links {

    /** Discovered links of one task; further ones only have outcomes for what they received. */
    static final int MOST = 10_000;

    /** When a link was discovered, and about when it was last heard of: monitor time in milliseconds. */
    record Known(long since, long heard) {}

    private final Map<String, SortedSet<String>> declared;
    private final long forgetAfter;
    private final FrameStore store;
    private final Map<String, Map<String, Known>> discovered = new HashMap<>();
    private int count;

    /**
     * The declared links, and discovered ones.
     *
     * @param forgetAfter milliseconds of silence after which a discovered link is forgotten, at the earliest
     * @param store keeps the discovered links
     */
    Links(Map<String, SortedSet<String>> declared, long forgetAfter, FrameStore store) {
        this.declared = declared;
        this.forgetAfter = forgetAfter;
        this.store = store;
    }

    boolean isDeclared(String stream) {
        return declared.containsKey(stream);
    }

    boolean refuses(String stream, String receiver) {
        return isDeclared(stream) && !declared.get(stream).contains(receiver);
    }

    /** A link as it was stored. */
    void restore(Link link, Known known) {
        if (!isDeclared(link.stream())
                && discovered
                                .computeIfAbsent(link.stream(), name -> new TreeMap<>())
                                .put(link.receiver(), known)
                        == null) {
            count++;
        }
    }

    /**
     * There was a pair on a link.
     *
     * @return whether others should be told: it is new, or was not heard of for a quarter of the time after which it is
     *     forgotten
     */
    boolean heard(String stream, String receiver, long now) {
        if (isDeclared(stream)) {
            return false;
        }
        Map<String, Known> ofStream = discovered.get(stream);
        Known before = ofStream == null ? null : ofStream.get(receiver);
        if (before == null ? count >= MOST : now - before.heard() < forgetAfter / 4) {
            return false;
        }
        Known known = new Known(before == null ? now : before.since(), now);
        Link link = new Link(stream, receiver);
        restore(link, known);
        store.putLink(link, known);
        return true;
    }

    /** Forgets links that were silent for long enough; the last pair may be later than is known, by that quarter. */
    void forget(long now) {
        List<Link> silent = new ArrayList<>();
        discovered.forEach((stream, links) -> links.forEach((receiver, known) -> {
            if (now - known.heard() > forgetAfter + forgetAfter / 4) {
                silent.add(new Link(stream, receiver));
            }
        }));
        for (Link link : silent) {
            discovered.get(link.stream()).remove(link.receiver());
            store.deleteLink(link);
            count--;
        }
        discovered.values().removeIf(Map::isEmpty);
    }

    /** Passes the receivers that owe an outcome for a frame whose wait ends at {@code deadline}. */
    void expected(String stream, long deadline, Consumer<String> receivers) {
        if (isDeclared(stream)) {
            declared.get(stream).forEach(receivers);
        } else {
            discovered.getOrDefault(stream, Map.of()).forEach((receiver, known) -> {
                if (known.since() <= deadline) {
                    receivers.accept(receiver);
                }
            });
        }
    }
}
