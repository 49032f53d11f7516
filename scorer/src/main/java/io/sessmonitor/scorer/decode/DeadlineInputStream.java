package io.sessmonitor.scorer.decode;

import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/** Bytes in memory for ImageIO's readers; refuses to go on when the time is over, or long past the end. */
final class DeadlineInputStream extends ImageInputStreamImpl {

    /** The clock is asked once in so many reads of a single byte. */
    private static final int BYTES_PER_CHECK = 4096;

    /** Readers may look a little beyond the end; one that goes on and on would fill the whole picture with nothing. */
    private static final int READS_PAST_END = 4096;

    private final byte[] data;
    private final Deadline deadline;
    private int uncheckedReads;
    private int readsPastEnd;

    DeadlineInputStream(byte[] data, Deadline deadline) {
        this.data = data;
        this.deadline = deadline;
    }

    @Override
    public int read() throws IOException {
        if (++uncheckedReads >= BYTES_PER_CHECK) {
            check();
        }
        bitOffset = 0;
        return streamPos < data.length ? data[(int) streamPos++] & 0xff : pastEnd();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        check();
        bitOffset = 0;
        if (length == 0) {
            return 0;
        }
        int count = (int) Math.min(length, data.length - streamPos);
        if (count <= 0) {
            return pastEnd();
        }
        System.arraycopy(data, (int) streamPos, target, offset, count);
        streamPos += count;
        return count;
    }

    @Override
    public long length() {
        return data.length;
    }

    private int pastEnd() throws IOException {
        if (++readsPastEnd > READS_PAST_END) {
            // No EOFException: the WebP reader takes that for zeros without end.
            throw new IOException("its data ends early");
        }
        return -1;
    }

    private void check() throws IOException {
        uncheckedReads = 0;
        if (deadline.passed()) {
            throw new IOException("time is over");
        }
    }
}
