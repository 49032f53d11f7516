package io.sessmonitor.topology.scoring;

import io.sessmonitor.schemas.envelope.Link;
import io.sessmonitor.topology.pair.ReadyPair;

/** A pair on its way through scoring; the pictures only from when they are loaded until the scorer has them. */
final class Ticket {

    final ReadyPair pair;
    final Link link;
    byte[] sent;
    byte[] received;
    /** When the task got the pair, and from when the scorer has it that time: milliseconds in which its task had pairs. */
    long since;
    /** Encoded bytes of both pictures, as far as known without reading them. */
    final long bytes;

    Ticket(ReadyPair pair, long since, long bytes) {
        this.pair = pair;
        this.link = new Link(pair.stream(), pair.receiver());
        this.since = since;
        this.bytes = bytes;
    }
}
