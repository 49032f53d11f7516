package io.sessmonitor.deploy.broker;

/** The embedded broker cannot start or go on; the message is one line that says why and what to do. */
public final class BrokerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BrokerException(String message) {
        super(message);
    }

    public BrokerException(String message, Throwable cause) {
        super(message, cause);
    }
}
