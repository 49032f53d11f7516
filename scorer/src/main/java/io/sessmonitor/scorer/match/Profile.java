package io.sessmonitor.scorer.match;

import java.util.Locale;

/** The two named ways to compute SeSS; a score always says which one made it. */
public enum Profile {
    /** As the paper says; the default. */
    PAPER(.10),
    /** As the authors' published demo computes it, to the last digit. */
    REFERENCE(.05);

    private final double imageWeight;

    Profile(double imageWeight) {
        this.imageWeight = imageWeight;
    }

    /** Name for people and for records: {@code paper}, {@code reference}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Weight of the whole-image term in the score (gamma); the graph has the rest. */
    public double imageWeight() {
        return imageWeight;
    }
}
