package io.sessmonitor.scorer.decode;

import java.time.Duration;

/**
 * What a picture may ask of us. Checked against the header before a pixel is decoded.
 *
 * @param maxBytes encoded bytes
 * @param maxPixels width times height
 * @param maxAspect longer side over shorter side
 * @param timeout longest time for one picture
 */
public record DecodeLimits(long maxBytes, long maxPixels, double maxAspect, Duration timeout) {

    public static DecodeLimits defaults() {
        return new DecodeLimits(64L << 20, 50_000_000, 64, Duration.ofSeconds(10));
    }
}
