package io.sessmonitor.schemas.wire;

import java.util.Objects;

/** The record itself is bad: reading it again will not help. It belongs into the dead-letter topic with this reason. */
public final class MalformedRecordException extends Exception {

    private static final long serialVersionUID = 1;

    /** What is wrong, as a closed list that can be counted. */
    public enum Reason {
        /** The record has no value (a tombstone). */
        NO_VALUE,
        /** The value is larger than the configured cap. */
        TOO_LARGE,
        /** The value does not begin with magic byte 0 and a schema ID. */
        NOT_WIRE_FORMAT,
        /** A healthy registry does not know the schema ID, or has a schema under it that is not Avro. */
        UNKNOWN_SCHEMA,
        /** The bytes are cut, claim impossible lengths, or the writer's schema does not resolve to ours. */
        NOT_DECODABLE,
        /** The record's key is missing, not UTF-8, or not what the value says. */
        BAD_KEY,
        /** A field of the value breaks a rule, such as a name with a control character. */
        BAD_FIELD,
        /** A header is missing or breaks a rule. */
        BAD_HEADER
    }

    private final Reason reason;

    public MalformedRecordException(Reason reason, String message) {
        this(reason, message, null);
    }

    public MalformedRecordException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    public Reason reason() {
        return reason;
    }
}
