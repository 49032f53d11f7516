package io.sessmonitor.topology.pair;

import io.sessmonitor.schemas.envelope.FrameEnvelope;
import io.sessmonitor.schemas.envelope.PayloadRef;
import io.sessmonitor.topology.serde.CompactReader;
import io.sessmonitor.topology.serde.CompactWriter;
import java.util.Map;

/** What is kept of one side of a frame while it waits: everything but the pixels. */
record Picture(long capturedAtMicros, Map<String, String> tags, PayloadRef payload) {

    static Picture of(FrameEnvelope envelope) {
        return new Picture(envelope.capturedAtMicros(), envelope.tags(), envelope.payload());
    }

    void write(CompactWriter out) {
        out.number(capturedAtMicros).tags(tags).payload(payload);
    }

    static Picture read(CompactReader in) {
        return new Picture(in.number(), in.tags(), in.payload());
    }
}
