package io.sessmonitor.scorer;

/** Side of the link a picture or an object belongs to. */
public enum Side {
    SENT,
    RECEIVED
}
