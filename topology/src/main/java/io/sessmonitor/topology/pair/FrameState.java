package io.sessmonitor.topology.pair;

import io.sessmonitor.topology.serde.CompactReader;
import io.sessmonitor.topology.serde.CompactWriter;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything known of one frame. Mutable; loaded, changed and stored again by the one processor of its task.
 *
 * <p>Stored as: version, time of the last change, whether and when it was sent, the sent picture as long as it may still
 * be paired, and the links with their states. Times are monitor time in milliseconds, see {@link MonitorTime}.
 */
final class FrameState {

    private static final int VERSION = 1;
    private static final int NOT_SENT = 0;
    private static final int SENT = 1;
    private static final int SENT_WITH_PICTURE = 2;
    private static final LinkState.Status[] STATUSES = LinkState.Status.values();

    private final Map<String, LinkState> links;
    private long touchedAt;
    private boolean sent;
    private long sentAt;
    private long capturedAtMicros;
    private Picture picture;

    FrameState() {
        this(new TreeMap<>());
    }

    private FrameState(Map<String, LinkState> links) {
        this.links = links;
    }

    boolean isSent() {
        return sent;
    }

    /** When the sent side came; only if {@link #isSent}. */
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

    static FrameState read(byte[] bytes) {
        CompactReader in = new CompactReader(bytes).version(VERSION, "a frame");
        FrameState frame = new FrameState(new TreeMap<>());
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
