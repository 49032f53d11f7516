package io.sessmonitor.schemas.frame;

import io.sessmonitor.schemas.envelope.FrameEnvelope;
import io.sessmonitor.schemas.envelope.PayloadRef;
import java.util.Objects;

/**
 * A frame that was read.
 *
 * @param envelope all but the picture
 * @param payload the encoded picture if the record carried it (the envelope's payload is then a {@link PayloadRef.LogRecord}), null
 *     for a claim check; owned by the receiver of this record
 */
public record DecodedFrame(FrameEnvelope envelope, byte[] payload) {

    public DecodedFrame {
        Objects.requireNonNull(envelope, "envelope");
        if ((payload == null) != (envelope.payload() instanceof PayloadRef.Claim)) {
            throw new IllegalArgumentException("a frame has its picture either in the record or behind a claim check");
        }
    }
}
