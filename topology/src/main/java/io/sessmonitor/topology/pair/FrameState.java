package io.sessmonitor.topology.pair;

import io.sessmonitor.schemas.envelope.FrameId;
import io.sessmonitor.topology.serde.CompactReader;
import io.sessmonitor.topology.serde.CompactWriter;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything known of one frame. Mutable; changed by the one processor of its task and given back to its {@link FrameStore}.
 *
 * <p>While it waits it is stored as: version, time of the last change, whether and when it was sent, the sent picture as
 * long as it may still be paired, and the links with their states. Times are monitor time in milliseconds, see {@link
 * MonitorTime}. What is kept of a finished one is in {@link FinishedBlock}.
 */
final class FrameState {

    private static final int VERSION = 1;
    private static final int NOT_SENT = 0;
    private static final int SENT = 1;
    private static final int SENT_WITH_PICTURE = 2;
    private static final LinkState.Status[] STATUSES = LinkState.Status.values();

    private final String id;
    private final String stream;
    private final long sequence;
    private final Map<String, LinkState> links = new TreeMap<>();
    private long touchedAt;
    private boolean sent;
    private long sentAt;
    private long capturedAtMicros;
    private Picture picture;

    /** For {@link FrameStore}: whether it waits; it may also be new, or finished. */
    boolean waiting;

    /** For {@link FrameStore}: whether it was among the finished frames when it was looked up. */
    boolean remembered;

    /** For {@link FrameStore}: whether the store has an entry for it alone, and whether that is out of date. */
    boolean stored;

    boolean changed;

    /** A frame of which nothing is known yet; {@code id} is stream/sequence. */
    FrameState(String id, String stream, long sequence) {
        this.id = id;
        this.stream = stream;
        this.sequence = sequence;
    }

    /** A finished frame. */
    static FrameState finished(
            String id,
            String stream,
            long sequence,
            boolean sent,
            long capturedAtMicros,
            Map<String, LinkState.Status> links) {
        FrameState frame = new FrameState(id, stream, sequence);
        frame.remembered = true;
        frame.sent = sent;
        frame.capturedAtMicros = capturedAtMicros;
        links.forEach((receiver, status) -> frame.links.put(receiver, LinkState.settled(status)));
        return frame;
    }

    String id() {
        return id;
    }

    String stream() {
        return stream;
    }

    long sequence() {
        return sequence;
    }

    boolean isSent() {
        return sent;
    }

    /** When the sent side came; only if {@link #isSent}, and not known any more of a finished frame. */
    long sentAt() {
        return sentAt;
    }

    /** Capture time of the sent side, microseconds; only if {@link #isSent}. */
    long capturedAtMicros() {
        return capturedAtMicros;
    }

    /** The sent picture, or null once nothing can be paired with it any more. */
    Picture picture() {
        return picture;
    }

    long touchedAt() {
        return touchedAt;
    }

    /** Links by receiver, as far as something happened on them; changes go through. */
    Map<String, LinkState> links() {
        return links;
    }

    void sent(long now, Picture of) {
        sent = true;
        sentAt = now;
        capturedAtMicros = of.capturedAtMicros();
        picture = of;
    }

    void touch(long now) {
        touchedAt = now;
    }

    void dropPicture() {
        picture = null;
    }

    byte[] toBytes() {
        CompactWriter out = new CompactWriter().octet(VERSION).number(touchedAt);
        out.octet(!sent ? NOT_SENT : picture == null ? SENT : SENT_WITH_PICTURE);
        if (sent) {
            out.number(touchedAt - sentAt);
            if (picture == null) {
                out.number(capturedAtMicros);
            } else {
                picture.write(out);
            }
        }
        out.number(links.size());
        links.forEach((receiver, link) -> {
            out.text(receiver).octet(link.status().ordinal());
            if (link.status() == LinkState.Status.WAITING) {
                out.number(touchedAt - link.arrivedAt());
                link.picture().write(out);
            }
        });
        return out.toBytes();
    }

    /** A frame that waits, as {@link #toBytes} wrote it. */
    static FrameState read(String id, byte[] bytes) {
        CompactReader in = new CompactReader(bytes).version(VERSION, "a frame");
        FrameId parsed = FrameId.parse(id);
        FrameState frame = new FrameState(id, parsed.stream(), parsed.sequence());
        frame.waiting = true;
        frame.stored = true;
        frame.touchedAt = in.number();
        int side = in.octet();
        if (side != NOT_SENT) {
            frame.sent = true;
            frame.sentAt = frame.touchedAt - in.number();
            if (side == SENT_WITH_PICTURE) {
                frame.picture = Picture.read(in);
                frame.capturedAtMicros = frame.picture.capturedAtMicros();
            } else {
                frame.capturedAtMicros = in.number();
            }
        }
        int count = in.length(2);
        for (int i = 0; i < count; i++) {
            String receiver = in.text();
            int ordinal = in.octet();
            if (ordinal >= STATUSES.length) {
                throw new IllegalStateException("unknown state of a link in the state store: " + ordinal);
            }
            LinkState.Status status = STATUSES[ordinal];
            frame.links.put(
                    receiver,
                    status == LinkState.Status.WAITING
                            ? LinkState.waiting(frame.touchedAt - in.number(), Picture.read(in))
                            : LinkState.settled(status));
        }
        return frame;
    }
}
