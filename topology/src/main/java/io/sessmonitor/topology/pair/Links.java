package io.sessmonitor.topology.pair;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Which links a stream has: the declared ones, or, if none is declared for it, those discovered in this task. A link is
 * discovered by its first pair, so that stray receptions make no links. Used by one stream thread only.
 */
final class Links {

    private final Map<String, SortedSet<String>> declared;
    private final Map<String, Map<String, Long>> discovered = new HashMap<>();

    Links(Map<String, SortedSet<String>> declared) {
        this.declared = declared;
    }

    boolean isDeclared(String stream) {
        return declared.containsKey(stream);
    }

    boolean refuses(String stream, String receiver) {
        return isDeclared(stream) && !declared.get(stream).contains(receiver);
    }

    /** Notes a pair on a link; true if the link was not known before. */
    boolean discover(String stream, String receiver, long now) {
        return !isDeclared(stream)
                && discovered.computeIfAbsent(stream, name -> new TreeMap<>()).putIfAbsent(receiver, now) == null;
    }

    /** Passes the receivers that owe an outcome for a frame whose wait ends at {@code deadline}. */
    void expected(String stream, long deadline, Consumer<String> receivers) {
        if (isDeclared(stream)) {
            declared.get(stream).forEach(receivers);
        } else {
            discovered.getOrDefault(stream, Map.of()).forEach((receiver, since) -> {
                if (since <= deadline) {
                    receivers.accept(receiver);
                }
            });
        }
    }
}
