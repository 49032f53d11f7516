package io.sessmonitor.deploy.recording;

/** A recording, a topic or a range that cannot be used. The message names it and says what to do. */
public final class RecordingException extends Exception {

    private static final long serialVersionUID = 1L;

    public RecordingException(String message) {
        super(message);
    }

    public RecordingException(String message, Throwable cause) {
        super(message, cause);
    }
}
