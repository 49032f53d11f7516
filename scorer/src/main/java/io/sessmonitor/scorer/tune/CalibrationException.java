package io.sessmonitor.scorer.tune;

/** A calibration that cannot be made or used. The message says which, what is wrong, and what to do. */
public final class CalibrationException extends Exception {

    private static final long serialVersionUID = 1L;

    public CalibrationException(String message) {
        super(message);
    }

    public CalibrationException(String message, Throwable cause) {
        super(message, cause);
    }
}
