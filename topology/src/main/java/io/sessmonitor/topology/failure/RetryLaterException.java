package io.sessmonitor.topology.failure;

import org.apache.kafka.common.errors.RetriableException;

/**
 * Something outside is not there for now. The stream thread is replaced and reads the record again, as nothing of it was
 * committed.
 */
public final class RetryLaterException extends RetriableException {

    private static final long serialVersionUID = 1L;

    public RetryLaterException(String message, Throwable cause) {
        super(message, cause);
    }
}
