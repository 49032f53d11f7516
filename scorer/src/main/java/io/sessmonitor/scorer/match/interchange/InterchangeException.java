package io.sessmonitor.scorer.match.interchange;

/** Input that does not keep to the format; the message says where and what is wrong, for example {@code a.nodes[3].embedding …}. */
public final class InterchangeException extends Exception {

    private static final long serialVersionUID = 1L;

    InterchangeException(String message) {
        super(message);
    }
}
