package io.sessmonitor.dashboards;

/** The live page cannot be served; the message says why and what to do. */
public final class LiveServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LiveServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
