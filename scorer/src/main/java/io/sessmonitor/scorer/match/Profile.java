package io.sessmonitor.scorer.match;

import java.util.Locale;

/** The two named ways to compute SeSS; a score always says which one made it. */
public enum Profile {
    /** As the paper says; the default. */
    PAPER,
    /** As the authors' published demo computes it, to the last digit. */
    REFERENCE;

    /** Name for people and for records: {@code paper}, {@code reference}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
