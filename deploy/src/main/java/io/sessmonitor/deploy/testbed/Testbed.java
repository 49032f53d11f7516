package io.sessmonitor.deploy.testbed;

import io.sessmonitor.deploy.testbed.codec.JpegCodec;
import io.sessmonitor.deploy.testbed.codec.PictureCodec;
import io.sessmonitor.schemas.Frame;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The emulated sender, its links and their receivers. Each {@link #send} takes the next picture of the camera, hands it
 * to the sink as sent, and to each link, whose receiver hands in what arrived.
 *
 * <p>Used by one thread.
 */
public final class Testbed {

    /** How the sender itself stores pictures: as good as the originals. */
    private static final PictureCodec SENT = new JpegCodec(95);

    private final String stream;
    private final PictureSource camera;
    private final List<TestbedLink> links;
    private final FrameSink sink;
    private final Clock clock;
    private long next;
    private long delivered;

    public Testbed(String stream, PictureSource camera, List<TestbedLink> links, FrameSink sink, Clock clock) {
        this.stream = stream;
        this.camera = camera;
        this.links = List.copyOf(links);
        this.sink = sink;
        this.clock = clock;
    }

    /**
     * Sends the next frame over every link.
     *
     * @return how many receivers got something
     */
    public int send() {
        long sequence = next;
        BufferedImage picture = camera.frame(sequence);
        Instant capturedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
        sink.sent(frame(sequence, null, capturedAt, SENT.encode(picture), SENT.tags()));
        int arrived = 0;
        for (TestbedLink link : links) {
            Optional<byte[]> payload =
                    link.channel().carry(sequence, link.codec().encode(picture));
            if (payload.isPresent()) {
                sink.received(frame(
                        sequence,
                        link.receiver(),
                        capturedAt,
                        payload.get(),
                        link.codec().tags()));
                arrived++;
            }
        }
        next++;
        delivered += arrived;
        return arrived;
    }

    /** Frames sent so far; their numbers are 0 up to this. */
    public long sent() {
        return next;
    }

    /** Frames that arrived so far, over all links. */
    public long delivered() {
        return delivered;
    }

    private Frame frame(long sequence, String receiver, Instant capturedAt, byte[] payload, Map<String, String> tags) {
        return Frame.newBuilder()
                .setStream(stream)
                .setSequence(sequence)
                .setReceiver(receiver)
                .setCapturedAt(capturedAt)
                .setPayload(ByteBuffer.wrap(payload))
                .setMediaType("image/jpeg")
                .setTags(tags)
                .build();
    }
}
