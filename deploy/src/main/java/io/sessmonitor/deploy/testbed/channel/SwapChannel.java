package io.sessmonitor.deploy.testbed.channel;

import java.util.Optional;
import java.util.function.LongFunction;

/**
 * A crossed line: for a while in every period it delivers what was sent elsewhere. The pictures it delivers then are
 * flawless, only not the ones that were sent.
 *
 * @param period frames from the start of one swap to the start of the next
 * @param from first swapped frame of each period, counted from 0
 * @param length swapped frames in each period
 * @param elsewhere coded picture that was sent elsewhere, by frame number
 */
public record SwapChannel(int period, int from, int length, LongFunction<byte[]> elsewhere) implements Channel {

    public SwapChannel {
        if (period < 1 || from < 0 || length < 0 || from + length > period) {
            throw new IllegalArgumentException(
                    "frames " + from + " to " + (from + length) + " do not lie in a period of " + period);
        }
    }

    /** Whether this frame is one of the swapped ones. */
    public boolean swaps(long sequence) {
        long position = sequence % period;
        return position >= from && position < from + length;
    }

    @Override
    public Optional<byte[]> carry(long sequence, byte[] coded) {
        return Optional.of(swaps(sequence) ? elsewhere.apply(sequence) : coded);
    }
}
