package io.sessmonitor.schemas.wire;

/** A healthy registry said no: schema not registered (404), incompatible (409) or invalid (422). Waiting does not help. */
public final class RegistryRefusedException extends RegistryException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final int errorCode;

    /**
     * @param status HTTP status
     * @param errorCode the registry's own code, such as 40403; equal to the status if it gave none
     */
    public RegistryRefusedException(int status, int errorCode, String message) {
        super(message, null);
        this.status = status;
        this.errorCode = errorCode;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** The registry's own code, such as 40403 for an unknown schema. */
    public int errorCode() {
        return errorCode;
    }
}
