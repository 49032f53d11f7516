package io.sessmonitor.deploy.broker;

/** What the embedded registry answers when it cannot do what was asked, with the codes of Confluent's registry. */
final class RegistryError extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final int code;

    RegistryError(int status, int code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static RegistryError noSubject(String subject) {
        return new RegistryError(404, 40401, "Subject '" + subject + "' not found.");
    }

    static RegistryError noVersion(String version) {
        return new RegistryError(404, 40402, "Version " + version + " not found.");
    }

    static RegistryError noSchema() {
        return new RegistryError(404, 40403, "Schema not found");
    }

    static RegistryError invalidSchema(String why) {
        return new RegistryError(422, 42201, "Invalid schema: " + why);
    }

    int status() {
        return status;
    }

    int code() {
        return code;
    }
}
