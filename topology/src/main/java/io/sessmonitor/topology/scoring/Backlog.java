package io.sessmonitor.topology.scoring;

import io.sessmonitor.schemas.envelope.Link;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The pairs of one task that wait for the scorer, in a line for each link. The links are served in turn, each line from its
 * oldest, so a slow link never waits behind a fast one. Used by one stream thread only.
 *
 * <p>Where a line has to be shortened, its oldest pair goes. Those that are served then follow each other in steps as
 * regular as the places in the scorer that become free, and are the youngest that fit the bound.
 */
final class Backlog {

    /** The pairs of one link, oldest first; never empty. */
    private static final class Line {
        private final Deque<Ticket> tickets = new ArrayDeque<>();
        private long bytes;
    }

    /** The line whose turn it is comes first. */
    private final Map<Link, Line> lines = new LinkedHashMap<>();

    private int size;
    private long bytes;

    void add(Ticket ticket) {
        Line line = lines.computeIfAbsent(ticket.link, link -> new Line());
        line.tickets.add(ticket);
        line.bytes += ticket.bytes;
        size++;
        bytes += ticket.bytes;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** Bytes of all pairs, as far as known. */
    long bytes() {
        return bytes;
    }

    /** The next pair to serve; there must be one. */
    Ticket peek() {
        return lines.values().iterator().next().tickets.peek();
    }

    /** Takes the next pair to serve; there must be one. It is the next link's turn then. */
    Ticket take() {
        Link link = peek().link;
        Line line = lines.get(link);
        Ticket ticket = removeOldest(link, line);
        if (lines.remove(link, line)) {
            lines.put(link, line);
        }
        return ticket;
    }

    /** Takes the oldest pair of the link with most pairs; there must be one. */
    Ticket takeFromLongest() {
        return takeFromGreatest(line -> line.tickets.size());
    }

    /** Takes the oldest pair of the link with most bytes; there must be one. */
    Ticket takeFromLargest() {
        return takeFromGreatest(line -> line.bytes);
    }

    /** Takes a pair that the task has had since before {@code time}; null if there is none. */
    Ticket takeOlderThan(long time) {
        for (Map.Entry<Link, Line> entry : lines.entrySet()) {
            if (entry.getValue().tickets.peek().since < time) {
                return removeOldest(entry.getKey(), entry.getValue());
            }
        }
        return null;
    }

    void clear() {
        lines.clear();
        size = 0;
        bytes = 0;
    }

    /** Of equals that whose turn is the furthest away, for it was served last. */
    private Ticket takeFromGreatest(ToLongFunction<Line> measure) {
        Iterator<Map.Entry<Link, Line>> all = lines.entrySet().iterator();
        Map.Entry<Link, Line> greatest = all.next();
        while (all.hasNext()) {
            Map.Entry<Link, Line> next = all.next();
            if (measure.applyAsLong(next.getValue()) >= measure.applyAsLong(greatest.getValue())) {
                greatest = next;
            }
        }
        return removeOldest(greatest.getKey(), greatest.getValue());
    }

    private Ticket removeOldest(Link link, Line line) {
        Ticket ticket = line.tickets.remove();
        line.bytes -= ticket.bytes;
        size--;
        bytes -= ticket.bytes;
        if (line.tickets.isEmpty()) {
            lines.remove(link);
        }
        return ticket;
    }
}
