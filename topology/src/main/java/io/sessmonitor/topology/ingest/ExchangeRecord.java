package io.sessmonitor.topology.ingest;

import io.sessmonitor.schemas.envelope.FrameEnvelope;
import io.sessmonitor.schemas.envelope.FrameId;
import io.sessmonitor.schemas.envelope.Link;
import io.sessmonitor.schemas.envelope.Names;
import io.sessmonitor.schemas.envelope.PayloadRef;
import io.sessmonitor.topology.config.TopicsConfig;
import io.sessmonitor.topology.failure.Origin;
import io.sessmonitor.topology.serde.CompactReader;
import io.sessmonitor.topology.serde.CompactWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * What one partition tells another. Either a frame on its way from the partition it was written to, to the one its key belongs
 * to: its envelope and where its record lies, never the picture; the record's key is the frame's, and its timestamp is in the
 * value, so that no setting of the topic can change it. Or news of a link, whose key is the record's.
 */
public final class ExchangeRecord {

    private static final int VERSION = 1;
    private static final int RECEIVED = 1;
    private static final int CLAIM = 2;
    private static final int LINK = 4;

    private ExchangeRecord() {}

    static byte[] write(Arrival arrival) {
        FrameEnvelope frame = arrival.envelope();
        boolean claim = frame.payload() instanceof PayloadRef.Claim;
        CompactWriter out = new CompactWriter()
                .octet(VERSION)
                .octet((arrival.isSent() ? 0 : RECEIVED) | (claim ? CLAIM : 0))
                .number(arrival.origin().partition())
                .number(arrival.origin().offset())
                .number(arrival.origin().timestamp())
                .number(frame.capturedAtMicros())
                .text(frame.mediaType())
                .tags(frame.tags());
        if (!arrival.isSent()) {
            out.text(frame.receiver());
        }
        if (claim) {
            out.payload(frame.payload());
        }
        return out.toBytes();
    }

    /** News of a link. */
    public static byte[] write(LinkNews news) {
        return new byte[] {VERSION, LINK};
    }

    /** Whether all partitions are to be told. */
    static boolean isForAll(byte[] value) {
        return (value[1] & LINK) != 0;
    }

    /**
     * Reads one.
     *
     * @param partitions partitions of the input topics
     * @throws RuntimeException if that is not what {@link #write} wrote: anybody may have written to the topic
     */
    static PairingInput read(byte[] key, byte[] value, TopicsConfig topics, int partitions) {
        String name = new String(key, StandardCharsets.UTF_8);
        CompactReader in = new CompactReader(value).version(VERSION, "what another partition tells");
        int flags = in.octet();
        if ((flags & LINK) != 0) {
            return new LinkNews(Link.parse(name));
        }
        FrameId id = FrameId.parse(name);
        int partition = Math.toIntExact(in.number());
        long offset = in.number();
        long timestamp = in.number();
        long capturedAt = in.number();
        if (partition < 0 || partition >= partitions || offset < 0 || timestamp < 0 || capturedAt < 0) {
            throw new IllegalArgumentException("impossible coordinates or times");
        }
        String mediaType = in.text();
        Map<String, String> tags = in.tags();
        String receiver = (flags & RECEIVED) == 0 ? null : Names.require("receiver", in.text());
        String topic = receiver == null ? topics.sent() : topics.received();
        PayloadRef payload = (flags & CLAIM) == 0 ? new PayloadRef.LogRecord(topic, partition, offset) : in.payload();
        return new Arrival(
                new FrameEnvelope(id.stream(), id.sequence(), receiver, capturedAt, mediaType, tags, payload),
                new Origin(topic, partition, offset, timestamp, key, null, new RecordHeaders()));
    }
}
