package io.sessmonitor.deploy.testbed.channel;

import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Drops frames independently of each other.
 *
 * @param rate share of frames that are lost, 0 to 1
 * @param seed which frames these are
 */
public record LossChannel(double rate, long seed) implements Channel {

    public LossChannel {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("a loss rate is 0 to 1, not " + rate);
        }
    }

    @Override
    public Optional<byte[]> carry(long sequence, byte[] coded) {
        boolean lost = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + sequence).nextDouble() < rate;
        return lost ? Optional.empty() : Optional.of(coded);
    }
}
