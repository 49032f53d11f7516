package io.sessmonitor.scorer.engine;

/** A device that does not exist or cannot be used; the message says why and what to do. */
public final class DeviceException extends Exception {

    private static final long serialVersionUID = 1L;

    public DeviceException(String message) {
        super(message);
    }

    public DeviceException(String message, Throwable cause) {
        super(message, cause);
    }
}
