package io.sessmonitor.topology.payload;

/** What came of fetching a picture. */
public sealed interface Fetched {

    /** The encoded picture. */
    record Picture(byte[] bytes) implements Fetched {}

    /** It cannot be had any more, or never could; {@code reason} is a sentence for people. */
    record Gone(String reason) implements Fetched {}
}
