package io.sessmonitor.topology.serde;

import io.sessmonitor.schemas.envelope.PayloadRef;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Writes the values of the state stores: numbers as variable-length integers, texts as UTF-8. Not thread-safe. */
public final class CompactWriter {

    static final int LOG_RECORD = 0;
    static final int CLAIM = 1;

    private byte[] bytes = new byte[96];
    private int size;

    public CompactWriter octet(int value) {
        room(1);
        bytes[size++] = (byte) value;
        return this;
    }

    /** Seven bits a byte, small magnitudes short, whatever the sign. */
    public CompactWriter number(long value) {
        room(10);
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    public CompactWriter text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Eight bytes. */
    public CompactWriter real(double value) {
        room(8);
        long bits = Double.doubleToLongBits(value);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (bits >>> shift);
        }
        return this;
    }

    /** Four bytes. */
    public CompactWriter single(float value) {
        room(4);
        int bits = Float.floatToIntBits(value);
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (bits >>> shift);
        }
        return this;
    }

    /** With their length before them. */
    public CompactWriter bytes(byte[] value) {
        number(value.length);
        room(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    /** Sorted by name, so that equal tags are equal bytes. */
    public CompactWriter tags(Map<String, String> tags) {
        number(tags.size());
        new TreeMap<>(tags).forEach((name, value) -> text(name).text(value));
        return this;
    }

    public CompactWriter payload(PayloadRef ref) {
        if (ref instanceof PayloadRef.LogRecord log) {
            return octet(LOG_RECORD).text(log.topic()).number(log.partition()).number(log.offset());
        }
        PayloadRef.Claim claim = (PayloadRef.Claim) ref;
        return octet(CLAIM).text(claim.uri()).text(claim.sha256()).number(claim.size());
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
