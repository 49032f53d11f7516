package io.sessmonitor.schemas.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.io.BinaryData;
import org.apache.avro.io.BinaryEncoder;

/**
 * Avro's binary encoding into an array that grows. Avro's own encoders write to a stream, either byte by byte through its lock or by
 * a buffer of their own; for records of some hundred bytes that is most of the work. Not safe for use by many threads.
 */
final class ByteArrayEncoder extends BinaryEncoder {

    /** The most bytes that a number takes, see {@link BinaryData}. */
    private static final int LONGEST = 10;

    private byte[] bytes;
    private int length;

    /** An encoder with room for so many bytes before it has to grow. */
    ByteArrayEncoder(int room) {
        bytes = new byte[Math.max(LONGEST, room)];
    }

    /** What was written. */
    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    @Override
    public void writeBoolean(boolean value) {
        need(1);
        length += BinaryData.encodeBoolean(value, bytes, length);
    }

    @Override
    public void writeInt(int value) {
        writeLong(value);
    }

    @Override
    public void writeLong(long value) {
        need(LONGEST);
        length += BinaryData.encodeLong(value, bytes, length);
    }

    @Override
    public void writeFloat(float value) {
        need(Float.BYTES);
        length += BinaryData.encodeFloat(value, bytes, length);
    }

    @Override
    public void writeDouble(double value) {
        need(Double.BYTES);
        length += BinaryData.encodeDouble(value, bytes, length);
    }

    @Override
    public void writeString(String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        writeLong(text.length);
        writeFixed(text, 0, text.length);
    }

    @Override
    public void writeFixed(byte[] from, int start, int count) {
        need(count);
        System.arraycopy(from, start, bytes, length, count);
        length += count;
    }

    @Override
    protected void writeZero() {
        writeLong(0);
    }

    @Override
    public int bytesBuffered() {
        return length;
    }

    @Override
    public void flush() {}

    private void need(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.addExact(length, Math.max(count, length)));
        }
    }
}
