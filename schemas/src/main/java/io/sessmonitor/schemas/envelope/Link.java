package io.sessmonitor.schemas.envelope;

/**
 * A link: one stream as one receiver sees it. Its key {@code stream>receiver} is the record key of the scores.
 *
 * @param stream name of the stream, see {@link Names}
 * @param receiver name of the receiver, see {@link Names}
 */
public record Link(String stream, String receiver) {

    public Link {
        Names.require("stream", stream);
        Names.require("receiver", receiver);
    }

    /**
     * Reads a key.
     *
     * @throws IllegalArgumentException if it is not {@code stream>receiver}
     */
    public static Link parse(String key) {
        int at = key.indexOf('>');
        if (at < 0) {
            throw new IllegalArgumentException("a link is written stream>receiver");
        }
        return new Link(key.substring(0, at), key.substring(at + 1));
    }

    /** The key {@code stream>receiver}. */
    public String key() {
        return stream + ">" + receiver;
    }

    @Override
    public String toString() {
        return key();
    }
}
