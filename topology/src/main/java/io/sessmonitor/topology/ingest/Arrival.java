package io.sessmonitor.topology.ingest;

import io.sessmonitor.schemas.envelope.FrameEnvelope;
import io.sessmonitor.topology.failure.Origin;
import java.util.Objects;

/** A readable frame on its way to pairing, with the record it came in. The receiver is null on the sent side. */
public record Arrival(FrameEnvelope envelope, Origin origin) implements PairingInput {

    public Arrival {
        Objects.requireNonNull(envelope, "envelope");
        Objects.requireNonNull(origin, "origin");
    }

    public boolean isSent() {
        return envelope.receiver() == null;
    }
}
