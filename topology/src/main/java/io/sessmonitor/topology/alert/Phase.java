package io.sessmonitor.topology.alert;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where a rule stands on a link. The stored form is the ordinal: add at the end only.
 *
 * <pre>
 * OK ──→ PENDING ──→ FIRING
 * ↑         │           │
 * └─────────┴───────────┘
 * </pre>
 */
enum Phase {
    /** The condition does not hold. */
    OK,
    /** The condition holds, but not yet for as long as the rule wants. */
    PENDING,
    /** It has held that long, and is not cleared since. */
    FIRING;

    /** Where it may go from here. */
    Set<Phase> next() {
        return switch (this) {
            case OK -> EnumSet.of(PENDING);
            case PENDING -> EnumSet.of(FIRING, OK);
            case FIRING -> EnumSet.of(OK);
        };
    }
}
