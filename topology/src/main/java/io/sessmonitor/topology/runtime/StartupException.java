package io.sessmonitor.topology.runtime;

import java.util.Objects;

/** The monitor cannot start. The message says what is wrong, where, and what to do. */
public final class StartupException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What kind of thing is wrong. */
    public enum Problem {
        BROKER_UNREACHABLE,
        BROKER_REFUSED,
        TOPIC_MISSING,
        TOPIC_NOT_CREATED,
        PARTITIONS_DIFFER,
        RECORD_SIZE,
        REGISTRY_UNREACHABLE,
        REGISTRY_REFUSED,
        SETTING
    }

    private final Problem problem;

    public StartupException(Problem problem, String message, Throwable cause) {
        super(message, cause);
        this.problem = Objects.requireNonNull(problem, "problem");
    }

    public StartupException(Problem problem, String message) {
        this(problem, message, null);
    }

    public Problem problem() {
        return problem;
    }
}
