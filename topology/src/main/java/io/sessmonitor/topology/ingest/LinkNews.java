package io.sessmonitor.topology.ingest;

import io.sessmonitor.schemas.envelope.Link;
import java.util.Objects;

/** A partition has had a pair on a link, as all are told now and then. */
public record LinkNews(Link link) implements PairingInput {

    public LinkNews {
        Objects.requireNonNull(link, "link");
    }
}
