package io.sessmonitor.deploy.export;

import java.io.IOException;

/** Python is missing, cannot be set up, or a program ended with an error; the message says what and what to do. */
public final class PythonException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean mendable;

    PythonException(boolean mendable, String message) {
        super(message);
        this.mendable = mendable;
    }

    /** Whether it is something that the user named or lacks, rather than a failure of the work. */
    public boolean mendable() {
        return mendable;
    }
}
