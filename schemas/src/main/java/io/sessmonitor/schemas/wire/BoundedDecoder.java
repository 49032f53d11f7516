package io.sessmonitor.schemas.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Avro's binary encoding out of a byte array whose content is not trusted. Avro's own decoder allocates what a length field claims
 * before it looks whether so many bytes are there; this one looks first. Collections may claim, all together, no more items than the
 * record has bytes, since each item takes at least one (arrays of nulls and of empty records are therefore refused when long).
 * Strings must be UTF-8, numbers must fit their type. Every error is an {@link IOException} that names the offset.
 *
 * <p>Not safe for use by many threads.
 */
public final class BoundedDecoder extends Decoder {

    private final byte[] bytes;
    private final int end;
    private int at;
    private long itemsLeft;

    /** A decoder of an array from an index on; the array is not copied. */
    public BoundedDecoder(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
        this.end = bytes.length;
        this.itemsLeft = (long) end - from;
    }

    /** Strict: what is not UTF-8 is refused, where {@code new String} would quietly put replacement characters. */
    public static String utf8(byte[] bytes, int from, int length) throws CharacterCodingException {
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            // Either the character itself or the mark of bytes that are not UTF-8; only a strict decoder tells.
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
        }
        return text;
    }

    /** Index of the next byte. */
    public int at() {
        return at;
    }

    /** Bytes not read yet. */
    public int left() {
        return end - at;
    }

    @Override
    public int remainingBytes() {
        return left();
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() throws IOException {
        int b = next();
        if (b > 1) {
            throw new IOException("a boolean with the value " + b + " at offset " + (at - 1));
        }
        return b == 1;
    }

    @Override
    public int readInt() throws IOException {
        int start = at;
        long value = readLong();
        if (value != (int) value) {
            throw new IOException("an int with the value " + value + " at offset " + start);
        }
        return (int) value;
    }

    @Override
    public long readLong() throws IOException {
        int start = at;
        long raw = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = next();
            if (shift == 63 && b > 1) {
                break;
            }
            raw |= (long) (b & 0x7F) << shift;
            if (b < 0x80) {
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        throw new IOException("a number longer than 64 bits at offset " + start);
    }

    @Override
    public float readFloat() throws IOException {
        return Float.intBitsToFloat((int) littleEndian(4));
    }

    @Override
    public double readDouble() throws IOException {
        return Double.longBitsToDouble(littleEndian(8));
    }

    @Override
    public Utf8 readString(Utf8 old) throws IOException {
        return new Utf8(readString());
    }

    @Override
    public String readString() throws IOException {
        int start = at;
        int length = readLength();
        String text;
        try {
            text = utf8(bytes, at, length);
        } catch (CharacterCodingException e) {
            throw new IOException("a string that is not UTF-8 at offset " + start, e);
        }
        at += length;
        return text;
    }

    @Override
    public void skipString() throws IOException {
        skipBytes();
    }

    @Override
    public ByteBuffer readBytes(ByteBuffer old) throws IOException {
        int length = readLength();
        byte[] copy = new byte[length];
        System.arraycopy(bytes, at, copy, 0, length);
        at += length;
        return ByteBuffer.wrap(copy);
    }

    @Override
    public void skipBytes() throws IOException {
        int length = readLength();
        at += length;
    }

    @Override
    public void readFixed(byte[] into, int start, int length) throws IOException {
        need(length);
        System.arraycopy(bytes, at, into, start, length);
        at += length;
    }

    @Override
    public void skipFixed(int length) throws IOException {
        need(length);
        at += length;
    }

    @Override
    public int readEnum() throws IOException {
        return readInt();
    }

    @Override
    public int readIndex() throws IOException {
        return readInt();
    }

    @Override
    public long readArrayStart() throws IOException {
        return items();
    }

    @Override
    public long arrayNext() throws IOException {
        return items();
    }

    @Override
    public long skipArray() throws IOException {
        return skipItems();
    }

    @Override
    public long readMapStart() throws IOException {
        return items();
    }

    @Override
    public long mapNext() throws IOException {
        return items();
    }

    @Override
    public long skipMap() throws IOException {
        return skipItems();
    }

    private long items() throws IOException {
        int start = at;
        long count = readLong();
        if (count < 0) {
            // A negative count is followed by the block's size in bytes, which only skipping needs.
            readLong();
            count = -count;
        }
        if (count < 0 || count > itemsLeft) {
            throw new IOException("a block of " + (count < 0 ? "too many" : count) + " items at offset " + start
                    + ", more than the record can hold");
        }
        itemsLeft -= count;
        return count;
    }

    private long skipItems() throws IOException {
        while (true) {
            int start = at;
            long count = readLong();
            if (count >= 0) {
                if (count > itemsLeft) {
                    throw new IOException(
                            "a block of " + count + " items at offset " + start + ", more than the record can hold");
                }
                itemsLeft -= count;
                return count;
            }
            skipBytes();
        }
    }

    /** The length of a string or of bytes, which come next and are there. */
    public int readLength() throws IOException {
        int start = at;
        long length = readLong();
        if (length < 0 || length > left()) {
            throw new EOFException(
                    "a length of " + length + " bytes at offset " + start + ", where " + left() + " are left");
        }
        return (int) length;
    }

    private long littleEndian(int count) throws IOException {
        need(count);
        long value = 0;
        for (int i = 0; i < count; i++) {
            value |= (bytes[at++] & 0xFFL) << (8 * i);
        }
        return value;
    }

    private int next() throws IOException {
        need(1);
        return bytes[at++] & 0xFF;
    }

    private void need(int count) throws IOException {
        if (count < 0 || count > left()) {
            throw new EOFException("the record ends at offset " + end + ", in the middle of a value");
        }
    }
}
