package io.sessmonitor.schemas.frame;

import io.sessmonitor.schemas.ClaimCheck;
import io.sessmonitor.schemas.Frame;
import io.sessmonitor.schemas.PictureSide;
import io.sessmonitor.schemas.envelope.FrameId;
import io.sessmonitor.schemas.wire.MalformedRecordException;
import io.sessmonitor.schemas.wire.MalformedRecordException.Reason;
import io.sessmonitor.schemas.wire.RegistryRefusedException;
import io.sessmonitor.schemas.wire.RegistryUnavailableException;
import io.sessmonitor.schemas.wire.WireCodec;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes frames as Avro {@code Frame} records. */
final class AvroFrameWriter implements FrameWriter {

    private final WireCodec codec;

    AvroFrameWriter(WireCodec codec) {
        this.codec = codec;
    }

    @Override
    public Encoded write(String topic, Frame frame) throws RegistryUnavailableException, RegistryRefusedException {
        check(frame);
        return new Encoded(key(frame), codec.encode(topic, frame), Map.of());
    }

    static byte[] key(Frame frame) {
        return new FrameId(frame.getStream(), frame.getSequence()).key().getBytes(StandardCharsets.UTF_8);
    }

    /** Refuses what readers would refuse, so that a producer's bug shows where it is. */
    static void check(Frame frame) {
        try {
            PictureSide side = frame.getReceiver() == null ? PictureSide.SENT : PictureSide.RECEIVED;
            FrameRules.receiver(side, frame.getReceiver(), Reason.BAD_FIELD, "field receiver");
            FrameRules.micros(frame.getCapturedAt(), Reason.BAD_FIELD);
            FrameRules.text("field mediaType", frame.getMediaType(), FrameRules.MAX_MEDIA_TYPE, Reason.BAD_FIELD);
            FrameRules.tags(frame.getTags(), Reason.BAD_FIELD);
            if (frame.getPayload() instanceof ClaimCheck claim) {
                FrameRules.claim(claim);
            }
        } catch (MalformedRecordException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
