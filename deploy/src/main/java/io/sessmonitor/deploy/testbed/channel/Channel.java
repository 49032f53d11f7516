package io.sessmonitor.deploy.testbed.channel;

import java.util.Optional;

/** Carries coded pictures from the sender to one receiver. Implementations are thread-safe. */
@FunctionalInterface
public interface Channel {

    /** Delivers everything as it is. */
    Channel CLEAR = (sequence, coded) -> Optional.of(coded);

    /**
     * @param sequence number of the frame
     * @param coded the picture as the link's codec made it
     * @return what arrives, or empty when nothing does
     */
    Optional<byte[]> carry(long sequence, byte[] coded);
}
