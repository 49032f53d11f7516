package io.sessmonitor.schemas.wire;

/** The schema registry did not do what was asked; the record in hand is not to blame. */
public abstract sealed class RegistryException extends Exception
        permits RegistryUnavailableException, RegistryRefusedException {

    private static final long serialVersionUID = 1;

    RegistryException(String message, Throwable cause) {
        super(message, cause);
    }
}
