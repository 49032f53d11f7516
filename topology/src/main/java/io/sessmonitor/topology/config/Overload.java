package io.sessmonitor.topology.config;

import java.util.Locale;

/** What becomes of complete pairs that the scorer cannot keep up with. */
public enum Overload {
    /** They wait, and less is read from the input topics: every pair is scored, however late. */
    BLOCK,
    /** Some are SKIPPED, evenly on each link, so that the others are scored in time. */
    SAMPLE;

    /** As written in the configuration. */
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Overload of(String configName) {
        return valueOf(configName.toUpperCase(Locale.ROOT));
    }
}
