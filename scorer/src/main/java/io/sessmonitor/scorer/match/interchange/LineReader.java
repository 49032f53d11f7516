package io.sessmonitor.scorer.match.interchange;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Lines of bytes, one at a time. Of a line that is longer than the bound only that is kept that it is; reading goes on behind it. Bytes, not
 * characters, so that a line that is not UTF-8 is that line's fault only.
 */
final class LineReader {

    private final InputStream in;
    private final int maxBytes;
    private final byte[] chunk = new byte[1 << 16];
    private int chunkFrom;
    private int chunkTo;
    private byte[] line = new byte[1 << 12];
    private int length;
    private boolean tooLong;

    LineReader(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /** Reads the next line; false where there is none. */
    boolean next() throws IOException {
        length = 0;
        tooLong = false;
        boolean any = false;
        while (chunkFrom < chunkTo || refill()) {
            any = true;
            int end = chunkFrom;
            while (end < chunkTo && chunk[end] != '\n') {
                end++;
            }
            keep(end - chunkFrom);
            boolean complete = end < chunkTo;
            chunkFrom = complete ? end + 1 : end;
            if (complete) {
                return true;
            }
        }
        return any;
    }

    /** The line from index 0 on, {@link #length()} bytes; the array is used again. */
    byte[] bytes() {
        return line;
    }

    int length() {
        return length;
    }

    boolean tooLong() {
        return tooLong;
    }

    boolean blank() {
        for (int i = 0; i < length; i++) {
            if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
                return false;
            }
        }
        return !tooLong;
    }

    private boolean refill() throws IOException {
        chunkFrom = 0;
        chunkTo = Math.max(0, in.read(chunk));
        return chunkTo > 0;
    }

    private void keep(int count) {
        if (tooLong || length + count > maxBytes) {
            tooLong = true;
            length = 0;
            return;
        }
        if (line.length < length + count) {
            line = Arrays.copyOf(line, Math.min(maxBytes, Math.max(length + count, 2 * line.length)));
        }
        System.arraycopy(chunk, chunkFrom, line, length, count);
        length += count;
    }
}
