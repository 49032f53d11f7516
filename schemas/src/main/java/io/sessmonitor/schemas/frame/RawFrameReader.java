package io.sessmonitor.schemas.frame;

import io.sessmonitor.schemas.envelope.FrameEnvelope;
import io.sessmonitor.schemas.envelope.FrameId;
import io.sessmonitor.schemas.envelope.PayloadRef;
import io.sessmonitor.schemas.wire.BoundedDecoder;
import io.sessmonitor.schemas.wire.MalformedRecordException;
import io.sessmonitor.schemas.wire.MalformedRecordException.Reason;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Frames as bare pictures. A picture that is broken is read all the same, for a broken picture is an outcome of the link and not of
 * the record; only the scorer judges pixels.
 */
final class RawFrameReader implements FrameReader {

    private final int maxBytes;

    RawFrameReader(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public DecodedFrame read(FrameRecord record) throws MalformedRecordException {
        byte[] picture = FrameRules.value(record.value(), maxBytes);
        FrameId id = FrameRules.key(record.key());
        RecordHeaders headers = record.headers();
        String receiver = text(RawFrameWriter.RECEIVER, headers.last(RawFrameWriter.RECEIVER));
        FrameRules.receiver(record.side(), receiver, Reason.BAD_HEADER, "header receiver");
        FrameEnvelope envelope = new FrameEnvelope(
                id.stream(),
                id.sequence(),
                receiver,
                capturedAt(record),
                mediaType(picture),
                tags(headers),
                new PayloadRef.LogRecord(record.topic(), record.partition(), record.offset()));
        return new DecodedFrame(envelope, picture);
    }

    @Override
    public byte[] payload(String topic, byte[] value) throws MalformedRecordException {
        return FrameRules.value(value, maxBytes);
    }

    private static long capturedAt(FrameRecord record) throws MalformedRecordException {
        String text = text(RawFrameWriter.CAPTURED_AT, record.headers().last(RawFrameWriter.CAPTURED_AT));
        if (text == null) {
            if (record.timestampMillis() < 0 || record.timestampMillis() > Long.MAX_VALUE / 1000) {
                throw new MalformedRecordException(
                        Reason.BAD_HEADER, "neither header captured-at nor a record timestamp says when it was taken");
            }
            return FrameRules.micros(record.timestampMillis() * 1000, Reason.BAD_HEADER);
        }
        try {
            if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return FrameRules.micros(Long.parseLong(text), Reason.BAD_HEADER);
            }
            return FrameRules.micros(Instant.parse(text), Reason.BAD_HEADER);
        } catch (NumberFormatException | DateTimeException e) {
            throw new MalformedRecordException(
                    Reason.BAD_HEADER,
                    "header captured-at is neither microseconds since 1970 nor an instant such as 2026-01-31T12:00:00.5Z",
                    e);
        }
    }

    private static Map<String, String> tags(RecordHeaders headers) throws MalformedRecordException {
        Map<String, byte[]> found = new LinkedHashMap<>();
        headers.forEach((name, value) -> {
            if (name.startsWith(RawFrameWriter.TAG) && found.size() <= FrameRules.MAX_TAGS) {
                found.put(name.substring(RawFrameWriter.TAG.length()), value);
            }
        });
        Map<String, String> tags = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> tag : found.entrySet()) {
            tags.put(tag.getKey(), text(RawFrameWriter.TAG + tag.getKey(), tag.getValue()));
        }
        FrameRules.tags(tags, Reason.BAD_HEADER);
        return tags;
    }

    private static String text(String header, byte[] value) throws MalformedRecordException {
        if (value == null) {
            return null;
        }
        if (value.length > 4 * FrameRules.MAX_TAG_VALUE) {
            throw new MalformedRecordException(Reason.BAD_HEADER, "header " + header + " is too long");
        }
        try {
            return BoundedDecoder.utf8(value, 0, value.length);
        } catch (CharacterCodingException e) {
            throw new MalformedRecordException(Reason.BAD_HEADER, "header " + header + " is not UTF-8", e);
        }
    }

    private static String mediaType(byte[] picture) {
        if (startsWith(picture, 0, 0xFF, 0xD8, 0xFF)) {
            return "image/jpeg";
        }
        if (startsWith(picture, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
            return "image/png";
        }
        if (startsWith(picture, 0, 'R', 'I', 'F', 'F') && startsWith(picture, 8, 'W', 'E', 'B', 'P')) {
            return "image/webp";
        }
        return "";
    }

    private static boolean startsWith(byte[] bytes, int from, int... magic) {
        if (bytes.length < from + magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[from + i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
