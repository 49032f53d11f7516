package io.sessmonitor.scorer.decode;

import java.nio.charset.StandardCharsets;

/** Reads numbers out of a part of an array; a read past the end gives -1, never an exception. */
record ByteView(byte[] data, int start, int end) {

    static ByteView of(byte[] data) {
        return new ByteView(data, 0, data.length);
    }

    /** A part of this one, cut where this one ends. */
    ByteView part(long from, long length) {
        int first = (int) Math.max(start, Math.min(end, start + from));
        int last = (int) Math.max(first, Math.min(end, start + from + length));
        return new ByteView(data, first, last);
    }

    int length() {
        return end - start;
    }

    int u8(long at) {
        return at >= 0 && at < length() ? data[start + (int) at] & 0xff : -1;
    }

    int u16(long at, boolean bigEndian) {
        if (at < 0 || at + 2 > length()) {
            return -1;
        }
        int first = u8(at);
        int second = u8(at + 1);
        return bigEndian ? first << 8 | second : second << 8 | first;
    }

    long u32(long at, boolean bigEndian) {
        if (at < 0 || at + 4 > length()) {
            return -1;
        }
        long high = u16(bigEndian ? at : at + 2, bigEndian);
        return high << 16 | u16(bigEndian ? at + 2 : at, bigEndian);
    }

    boolean is(long at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) {
            if (u8(at + i) != (bytes[i] & 0xff)) {
                return false;
            }
        }
        return true;
    }
}
