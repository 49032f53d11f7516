package io.sessmonitor.topology.pair;

import io.sessmonitor.schemas.envelope.PayloadRef;
import java.util.Map;

/**
 * Both sides of a frame on one link, for scoring.
 *
 * @param capturedAtMicros capture time of the sent side
 * @param tags of the sent side, overlaid by those of the received one
 * @param last whether no other pair of the frame can come after it; never after a restart
 */
public record ReadyPair(
        String stream,
        long sequence,
        String receiver,
        long capturedAtMicros,
        Map<String, String> tags,
        PayloadRef sent,
        PayloadRef received,
        boolean last) {

    /** Frame ID and receiver; unique among all pairs at work. */
    public String key() {
        return stream + "/" + sequence + ">" + receiver;
    }
}
