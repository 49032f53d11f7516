package io.sessmonitor.topology.alert;

/** What one measurement says of a rule's condition. */
enum Verdict {
    /** The condition holds: the value is beyond the threshold. */
    BAD,
    /** Between threshold and clear threshold: what is firing stays firing, what is pending is not any more. */
    BETWEEN,
    /** The value is back beyond the clear threshold. */
    GOOD
}
