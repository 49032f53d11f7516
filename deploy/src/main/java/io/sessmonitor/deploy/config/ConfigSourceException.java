package io.sessmonitor.deploy.config;

/** A source of settings cannot be read; the message says which, where, and what to do. */
public final class ConfigSourceException extends Exception {
    private static final long serialVersionUID = 1L;

    public ConfigSourceException(String message) {
        super(message);
    }

    public ConfigSourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
