package io.sessmonitor.scorer.decode;

/** A picture that cannot be decoded. The message says why, in words for people, without naming the file. */
public final class PictureException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Whose fault it is, for counting. */
    public enum Fault {
        EMPTY,
        UNKNOWN_FORMAT,
        TRUNCATED,
        CORRUPT,
        TOO_MANY_BYTES,
        TOO_MANY_PIXELS,
        BAD_ASPECT,
        TIMEOUT
    }

    private final Fault fault;

    public PictureException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    public PictureException(Fault fault, String message, Throwable cause) {
        super(message, cause);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
