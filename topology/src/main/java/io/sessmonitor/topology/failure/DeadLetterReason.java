package io.sessmonitor.topology.failure;

import io.sessmonitor.schemas.wire.MalformedRecordException;
import java.util.Locale;

/** Why a record went to the dead letters: a closed list that can be counted. */
public enum DeadLetterReason {
    NO_VALUE,
    TOO_LARGE,
    NOT_WIRE_FORMAT,
    UNKNOWN_SCHEMA,
    NOT_DECODABLE,
    BAD_KEY,
    BAD_FIELD,
    BAD_HEADER,
    /** The key belongs on another partition. */
    WRONG_PARTITION,
    /** The stream's links are declared, and this is none of them. */
    UNDECLARED_LINK,
    /** A sent frame that had been sent before; the first one counts. */
    SENT_TWICE,
    /** Reading it failed in a way nobody foresaw; the detail names the error. */
    UNREADABLE;

    /** The reason for a record that its reader refused. */
    public static DeadLetterReason of(MalformedRecordException.Reason reason) {
        return switch (reason) {
            case NO_VALUE -> NO_VALUE;
            case TOO_LARGE -> TOO_LARGE;
            case NOT_WIRE_FORMAT -> NOT_WIRE_FORMAT;
            case UNKNOWN_SCHEMA -> UNKNOWN_SCHEMA;
            case NOT_DECODABLE -> NOT_DECODABLE;
            case BAD_KEY -> BAD_KEY;
            case BAD_FIELD -> BAD_FIELD;
            case BAD_HEADER -> BAD_HEADER;
        };
    }

    /** As written in the header: {@code wrong-partition}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
