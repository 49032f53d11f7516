package io.sessmonitor.deploy.config;

/**
 * A value as written, and where that was.
 *
 * @param origin for people, for example {@code monitor.yaml line 12}
 */
public record Setting(String value, String origin) {

    /** Where it was; the value may be a secret. */
    @Override
    public String toString() {
        return "Setting[" + origin + "]";
    }
}
