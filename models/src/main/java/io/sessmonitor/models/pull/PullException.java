package io.sessmonitor.models.pull;

/** A bundle that could not be pulled. The message says what went wrong, where, and what to do about it. */
public final class PullException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What went wrong, for callers that react differently. */
    public enum Problem {
        /** No such bundle is known, or it is known and published nowhere. */
        NOT_PUBLISHED,
        /** The manifest cannot be read, or says what it must not. */
        BAD_MANIFEST,
        /** An address that is not followed. */
        REFUSED_ADDRESS,
        /** The server does not have the file or does not give it. */
        REFUSED_BY_SERVER,
        /** Tried many times in vain; what was received is kept. */
        UNREACHABLE,
        /** The file is longer or shorter than the manifest says. */
        WRONG_SIZE,
        /** The file is not the one that the manifest means. */
        WRONG_HASH,
        /** All files are right but they make no bundle, or another one. */
        BAD_BUNDLE,
        /** A bundle of this name is there already. */
        THERE_ALREADY,
        /** Somebody else is pulling this bundle. */
        IN_WORK,
        /** The disk is full or cannot be written. */
        DISK
    }

    private final Problem problem;

    PullException(Problem problem, String message) {
        super(message);
        this.problem = problem;
    }

    PullException(Problem problem, String message, Throwable cause) {
        super(message, cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
