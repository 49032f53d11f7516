package io.sessmonitor.schemas.frame;

import io.sessmonitor.schemas.Frame;
import io.sessmonitor.schemas.envelope.Micros;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes frames as bare pictures; a claim check cannot be written so. */
final class RawFrameWriter implements FrameWriter {

    static final String RECEIVER = "receiver";
    static final String CAPTURED_AT = FrameFormat.CAPTURED_AT;
    static final String TAG = "tag.";

    @Override
    public Encoded write(String topic, Frame frame) {
        AvroFrameWriter.check(frame);
        if (!(frame.getPayload() instanceof ByteBuffer buffer)) {
            throw new IllegalArgumentException("the raw format carries pictures, not claim checks");
        }
        byte[] picture = new byte[buffer.remaining()];
        buffer.duplicate().get(picture);
        Map<String, byte[]> headers = new LinkedHashMap<>();
        if (frame.getReceiver() != null) {
            headers.put(RECEIVER, utf8(frame.getReceiver()));
        }
        headers.put(CAPTURED_AT, utf8(Long.toString(Micros.of(frame.getCapturedAt()))));
        frame.getTags().forEach((name, value) -> headers.put(TAG + name, utf8(value)));
        return new Encoded(AvroFrameWriter.key(frame), picture, headers);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
