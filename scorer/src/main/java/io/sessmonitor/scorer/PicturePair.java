package io.sessmonitor.scorer;

import java.util.Objects;

/** A sent picture and what was received of it, both as encoded bytes (JPEG, PNG, WebP). The arrays are not copied. */
public record PicturePair(byte[] sent, byte[] received) {

    public PicturePair {
        Objects.requireNonNull(sent, "sent");
        Objects.requireNonNull(received, "received");
    }

    public long bytes() {
        return (long) sent.length + received.length;
    }
}
