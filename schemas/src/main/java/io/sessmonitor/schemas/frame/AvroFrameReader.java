package io.sessmonitor.schemas.frame;

import io.sessmonitor.schemas.ClaimCheck;
import io.sessmonitor.schemas.Frame;
import io.sessmonitor.schemas.envelope.FrameEnvelope;
import io.sessmonitor.schemas.envelope.FrameId;
import io.sessmonitor.schemas.envelope.PayloadRef;
import io.sessmonitor.schemas.wire.MalformedRecordException;
import io.sessmonitor.schemas.wire.MalformedRecordException.Reason;
import io.sessmonitor.schemas.wire.RegistryUnavailableException;
import io.sessmonitor.schemas.wire.WireCodec;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Frames as Avro {@code Frame} records. */
final class AvroFrameReader implements FrameReader {

    private final WireCodec codec;
    private final int maxBytes;
    private final PlainFrames plain = new PlainFrames();

    AvroFrameReader(WireCodec codec, int maxBytes) {
        this.codec = codec;
        this.maxBytes = maxBytes;
    }

    @Override
    public DecodedFrame read(FrameRecord record) throws MalformedRecordException, RegistryUnavailableException {
        byte[] value = FrameRules.value(record.value(), maxBytes);
        int start = codec.plainFrom(value, Frame.class);
        DecodedFrame read = start < 0 ? null : plain.read(record, start);
        return read == null ? readAny(record, value) : read;
    }

    private DecodedFrame readAny(FrameRecord record, byte[] value)
            throws MalformedRecordException, RegistryUnavailableException {
        FrameId key = FrameRules.key(record.key());
        Frame frame = codec.decode(record.topic(), value, Frame.class);
        if (!frame.getStream().equals(key.stream()) || frame.getSequence() != key.sequence()) {
            throw new MalformedRecordException(
                    Reason.BAD_KEY,
                    "the key says frame " + key + ", the value says sequence " + frame.getSequence() + " of "
                            + (frame.getStream().equals(key.stream()) ? "the same" : "another") + " stream");
        }
        FrameRules.receiver(record.side(), frame.getReceiver(), Reason.BAD_FIELD, "field receiver");
        long capturedAt = FrameRules.micros(frame.getCapturedAt(), Reason.BAD_FIELD);
        FrameRules.text("field mediaType", frame.getMediaType(), FrameRules.MAX_MEDIA_TYPE, Reason.BAD_FIELD);
        FrameRules.tags(frame.getTags(), Reason.BAD_FIELD);
        byte[] payload = null;
        PayloadRef ref;
        if (frame.getPayload() instanceof ClaimCheck claim) {
            FrameRules.claim(claim);
            ref = new PayloadRef.Claim(
                    claim.getUri(), HexFormat.of().formatHex(claim.getSha256().bytes()), claim.getSize());
        } else {
            payload = bytes((ByteBuffer) frame.getPayload());
            ref = new PayloadRef.LogRecord(record.topic(), record.partition(), record.offset());
        }
        FrameEnvelope envelope = new FrameEnvelope(
                frame.getStream(),
                frame.getSequence(),
                frame.getReceiver(),
                capturedAt,
                frame.getMediaType(),
                frame.getTags(),
                ref);
        return new DecodedFrame(envelope, payload);
    }

    @Override
    public byte[] payload(String topic, byte[] value) throws MalformedRecordException, RegistryUnavailableException {
        // Decoding the whole record costs one copy of the picture and some short strings, so it needs no way of its
        // own.
        Frame frame = codec.decode(topic, FrameRules.value(value, maxBytes), Frame.class);
        if (frame.getPayload() instanceof ByteBuffer buffer) {
            return bytes(buffer);
        }
        throw new MalformedRecordException(
                Reason.BAD_FIELD, "the record holds a claim check where a picture is expected");
    }

    private static byte[] bytes(ByteBuffer buffer) {
        if (buffer.hasArray() && buffer.arrayOffset() == 0 && buffer.remaining() == buffer.array().length) {
            return buffer.array();
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
