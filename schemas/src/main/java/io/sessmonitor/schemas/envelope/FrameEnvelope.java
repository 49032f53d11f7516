package io.sessmonitor.schemas.envelope;

import java.util.Map;
import java.util.Objects;

/**
 * All that pairing knows of a frame, whatever format it came in: everything but the pixels.
 *
 * @param stream name of the stream
 * @param sequence number within the stream
 * @param receiver who reconstructed it, or null on the sent side
 * @param capturedAtMicros event time, microseconds since the epoch
 * @param mediaType declared media type, empty if unknown
 * @param tags free tags
 * @param payload where the encoded picture is
 */
public record FrameEnvelope(
        String stream,
        long sequence,
        String receiver,
        long capturedAtMicros,
        String mediaType,
        Map<String, String> tags,
        PayloadRef payload) {

    public FrameEnvelope {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(mediaType, "mediaType");
        Objects.requireNonNull(payload, "payload");
        tags = Map.copyOf(tags);
    }

    /** The frame ID {@code stream/sequence}, which is the record key on both input topics. */
    public String frameId() {
        return stream + "/" + sequence;
    }
}
