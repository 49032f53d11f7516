package io.sessmonitor.schemas.frame;

import io.sessmonitor.schemas.ClaimCheck;
import io.sessmonitor.schemas.PictureSide;
import io.sessmonitor.schemas.envelope.FrameId;
import io.sessmonitor.schemas.envelope.Micros;
import io.sessmonitor.schemas.envelope.Names;
import io.sessmonitor.schemas.wire.BoundedDecoder;
import io.sessmonitor.schemas.wire.MalformedRecordException;
import io.sessmonitor.schemas.wire.MalformedRecordException.Reason;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.Map;

/** The rules that every frame keeps, whatever its format. What is kept of a frame in a state store is bounded by these. */
final class FrameRules {

    static final int MAX_TAGS = 64;
    static final int MAX_TAG_VALUE = 1024;
    static final int MAX_MEDIA_TYPE = 127;
    static final int MAX_URI = 2048;

    /** Last microsecond of the year 9999: a later time is a producer's bug, and would run every window ahead. */
    private static final long MAX_MICROS = 253_402_300_799_999_999L;

    private FrameRules() {}

    static byte[] value(byte[] value, int maxBytes) throws MalformedRecordException {
        if (value == null) {
            throw new MalformedRecordException(Reason.NO_VALUE, "the record has no value");
        }
        if (value.length > maxBytes) {
            throw new MalformedRecordException(
                    Reason.TOO_LARGE, "the value has " + value.length + " bytes, more than the cap of " + maxBytes);
        }
        return value;
    }

    static FrameId key(byte[] key) throws MalformedRecordException {
        if (key == null) {
            throw new MalformedRecordException(
                    Reason.BAD_KEY, "the record has no key; a frame's key is UTF-8 stream/sequence");
        }
        if (key.length > 4 * Names.MAX_LENGTH) {
            throw new MalformedRecordException(Reason.BAD_KEY, "the key has " + key.length + " bytes, too long");
        }
        try {
            return FrameId.parse(BoundedDecoder.utf8(key, 0, key.length));
        } catch (CharacterCodingException e) {
            throw new MalformedRecordException(Reason.BAD_KEY, "the key is not UTF-8", e);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException(Reason.BAD_KEY, "the key: " + e.getMessage(), e);
        }
    }

    static void receiver(PictureSide side, String receiver, Reason reason, String what)
            throws MalformedRecordException {
        if (side == PictureSide.SENT) {
            if (receiver != null) {
                throw new MalformedRecordException(
                        reason, what + " is set on the sent side; is this a received frame on the wrong topic?");
            }
            return;
        }
        if (receiver == null) {
            throw new MalformedRecordException(
                    reason, what + " is missing; every received frame names who received it");
        }
        String problem = Names.problem(receiver);
        if (problem != null) {
            throw new MalformedRecordException(reason, what + " " + problem);
        }
    }

    static long micros(Instant time, Reason reason) throws MalformedRecordException {
        long micros;
        try {
            micros = Micros.of(time);
        } catch (ArithmeticException e) {
            throw new MalformedRecordException(reason, "the capture time is out of range", e);
        }
        return micros(micros, reason);
    }

    static long micros(long micros, Reason reason) throws MalformedRecordException {
        if (micros < 0 || micros > MAX_MICROS) {
            throw new MalformedRecordException(
                    reason, "the capture time, " + micros + " µs since 1970, is not between 1970 and 9999");
        }
        return micros;
    }

    static void tags(Map<String, String> tags, Reason reason) throws MalformedRecordException {
        if (tags.size() > MAX_TAGS) {
            throw new MalformedRecordException(reason, tags.size() + " tags, more than the " + MAX_TAGS + " allowed");
        }
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            String problem = Names.problem(tag.getKey());
            if (problem != null) {
                throw new MalformedRecordException(reason, "a tag's name " + problem);
            }
            text("tag '" + tag.getKey() + "'", tag.getValue(), MAX_TAG_VALUE, reason);
        }
    }

    static void claim(ClaimCheck claim) throws MalformedRecordException {
        text("field payload.uri", claim.getUri(), MAX_URI, Reason.BAD_FIELD);
        if (claim.getUri().isEmpty()) {
            throw new MalformedRecordException(Reason.BAD_FIELD, "the claim check has no URI");
        }
        if (claim.getSize() < 0) {
            throw new MalformedRecordException(
                    Reason.BAD_FIELD, "the claim check has the negative size " + claim.getSize());
        }
    }

    static void text(String what, String text, int maxLength, Reason reason) throws MalformedRecordException {
        if (text == null) {
            throw new MalformedRecordException(reason, what + " has no value");
        }
        if (text.length() > maxLength) {
            throw new MalformedRecordException(
                    reason, what + " has " + text.length() + " characters, more than the " + maxLength + " allowed");
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                throw new MalformedRecordException(reason, what + " contains a control character at position " + i);
            }
        }
    }
}
