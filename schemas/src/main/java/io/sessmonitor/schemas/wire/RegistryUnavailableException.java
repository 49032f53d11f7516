package io.sessmonitor.schemas.wire;

/**
 * No registry answered within the configured wait, after all retries. Nothing is lost: call again with the same record for as long
 * as it suits.
 */
public final class RegistryUnavailableException extends RegistryException {

    private static final long serialVersionUID = 1;

    public RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
