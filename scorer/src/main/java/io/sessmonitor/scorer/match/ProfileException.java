package io.sessmonitor.scorer.match;

/** A profile that cannot be used. The message says which, what is wrong with it, and where. */
public final class ProfileException extends Exception {

    private static final long serialVersionUID = 1L;

    public ProfileException(String message) {
        super(message);
    }

    public ProfileException(String message, Throwable cause) {
        super(message, cause);
    }
}
