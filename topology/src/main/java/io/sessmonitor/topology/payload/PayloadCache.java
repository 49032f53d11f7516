package io.sessmonitor.topology.payload;

import io.sessmonitor.schemas.envelope.PayloadRef;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Pictures that wait, for the whole process, bounded in bytes: the oldest leave first. Safe for use by many threads; the
 * lock is held for moving references only.
 */
public final class PayloadCache {

    private final long maxBytes;
    private final Map<PayloadRef.LogRecord, byte[]> pictures = new LinkedHashMap<>();
    private long bytes;

    public PayloadCache(long maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("the bound must not be negative: " + maxBytes);
        }
        this.maxBytes = maxBytes;
    }

    /** Keeps a picture as long as there is room; one larger than the whole cache is not kept. */
    public synchronized void put(PayloadRef.LogRecord ref, byte[] picture) {
        if (picture.length > maxBytes) {
            return;
        }
        byte[] before = pictures.put(ref, picture);
        bytes += picture.length - (before == null ? 0 : before.length);
        Iterator<byte[]> oldest = pictures.values().iterator();
        while (bytes > maxBytes) {
            bytes -= oldest.next().length;
            oldest.remove();
        }
    }

    /** The picture, if it is still here. */
    public synchronized Optional<byte[]> get(PayloadRef.LogRecord ref) {
        return Optional.ofNullable(pictures.get(ref));
    }

    /** Gives up a picture nobody will ask for again. */
    public synchronized void remove(PayloadRef.LogRecord ref) {
        byte[] picture = pictures.remove(ref);
        if (picture != null) {
            bytes -= picture.length;
        }
    }

    /** Bytes kept. */
    public synchronized long bytes() {
        return bytes;
    }
}
