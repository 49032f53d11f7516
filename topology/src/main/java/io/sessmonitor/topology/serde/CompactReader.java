package io.sessmonitor.topology.serde;

import io.sessmonitor.schemas.envelope.PayloadRef;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads what {@link CompactWriter} wrote. Not thread-safe.
 *
 * <p>Every method throws {@link IllegalStateException} if the bytes are not what was asked for: the store is not ours.
 */
public final class CompactReader {

    private final byte[] bytes;
    private int at;

    public CompactReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Reads the leading version byte of a value, which must be {@code version}. */
    public CompactReader version(int version, String what) {
        int found = octet();
        if (found != version) {
            throw new IllegalStateException(what + " in the state store has version " + found + ", this program reads "
                    + version + "; use the program that wrote it, or reset the application");
        }
        return this;
    }

    public int octet() {
        if (at >= bytes.length) {
            throw new IllegalStateException("a value of the state store ends too early, after " + at + " bytes");
        }
        return bytes[at++] & 0xFF;
    }

    public long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int octet = octet();
            value |= (long) (octet & 0x7F) << shift;
            if (octet < 0x80) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new IllegalStateException("a number in the state store is too long, at byte " + at);
    }

    public String text() {
        int length = length(1);
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    public double real() {
        long bits = 0;
        for (int i = 0; i < 8; i++) {
            bits = bits << 8 | octet();
        }
        return Double.longBitsToDouble(bits);
    }

    public float single() {
        int bits = 0;
        for (int i = 0; i < 4; i++) {
            bits = bits << 8 | octet();
        }
        return Float.intBitsToFloat(bits);
    }

    public byte[] bytes() {
        int length = length(1);
        byte[] part = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return part;
    }

    public Map<String, String> tags() {
        int count = length(2);
        if (count == 0) {
            return Map.of();
        }
        Map<String, String> tags = new HashMap<>();
        for (int i = 0; i < count; i++) {
            String name = text();
            tags.put(name, text());
        }
        return tags;
    }

    public PayloadRef payload() {
        int kind = octet();
        String name = text();
        return switch (kind) {
            case CompactWriter.LOG_RECORD -> new PayloadRef.LogRecord(name, Math.toIntExact(number()), number());
            case CompactWriter.CLAIM -> new PayloadRef.Claim(name, text(), number());
            default -> throw new IllegalStateException("unknown kind of payload in the state store: " + kind);
        };
    }

    /** A count of things of at least {@code each} bytes, which must fit into what is left. */
    public int length(int each) {
        long length = number();
        if (length < 0 || length > (bytes.length - at) / each) {
            throw new IllegalStateException("a length in the state store is impossible: " + length + ", at byte " + at);
        }
        return (int) length;
    }
}
