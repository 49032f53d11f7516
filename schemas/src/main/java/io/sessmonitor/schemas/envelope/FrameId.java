package io.sessmonitor.schemas.envelope;

/**
 * Which frame: {@code stream/sequence}, the record key on both input topics. A stream's name may contain {@code /}; the last one
 * separates.
 *
 * @param stream name of the stream, see {@link Names}
 * @param sequence number within the stream, from 0 up
 */
public record FrameId(String stream, long sequence) {

    public FrameId {
        Names.require("stream", stream);
        if (sequence < 0) {
            throw new IllegalArgumentException("sequence " + sequence + " is negative");
        }
    }

    /**
     * Reads a key. The number must be written as it is printed (no sign, no leading zero), for another spelling of the same frame
     * would hash to another partition.
     *
     * @throws IllegalArgumentException if it is not {@code stream/sequence}
     */
    public static FrameId parse(String key) {
        int at = key.lastIndexOf('/');
        if (at < 0) {
            throw new IllegalArgumentException("a frame's key is written stream/sequence");
        }
        boolean leadingZero = key.length() > at + 2 && key.charAt(at + 1) == '0';
        boolean digits = key.length() > at + 1;
        for (int i = at + 1; i < key.length(); i++) {
            digits &= key.charAt(i) >= '0' && key.charAt(i) <= '9';
        }
        if (!digits || leadingZero) {
            throw new IllegalArgumentException(
                    "what follows the last '/' of a frame's key is a number from 0 up, written"
                            + " without sign or leading zeros");
        }
        long sequence;
        try {
            sequence = Long.parseLong(key, at + 1, key.length(), 10);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the sequence in a frame's key is at most " + Long.MAX_VALUE, e);
        }
        return new FrameId(key.substring(0, at), sequence);
    }

    /** The key {@code stream/sequence}. */
    public String key() {
        return stream + "/" + sequence;
    }

    @Override
    public String toString() {
        return key();
    }
}
