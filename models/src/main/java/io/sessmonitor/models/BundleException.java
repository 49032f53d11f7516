package io.sessmonitor.models;

/** A bundle that cannot be used. The message says what is wrong, where, and what to do about it. */
public final class BundleException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What is wrong, for callers that react differently. */
    public enum Problem {
        /** Neither an embedded bundle nor a folder with a bundle.yaml. */
        UNKNOWN_BUNDLE,
        /** bundle.yaml is not YAML, has an unknown or a missing key, or a value out of range. */
        MALFORMED,
        /** A file name that leads out of the bundle's folder. */
        UNSAFE_FILE_NAME,
        /** bundle.yaml names a file that is not there. */
        MISSING_FILE,
        /** A file is longer or shorter than bundle.yaml says, or larger than allowed. */
        WRONG_SIZE,
        /** A file's SHA-256 is not the one in bundle.yaml. */
        WRONG_HASH,
        /** The file's hash is right but its content does not fit the rest of the bundle. */
        BAD_CONTENT,
        /** The disk failed. */
        UNREADABLE
    }

    private final Problem problem;

    public BundleException(Problem problem, String message) {
        super(message);
        this.problem = problem;
    }

    public BundleException(Problem problem, String message, Throwable cause) {
        super(message, cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
