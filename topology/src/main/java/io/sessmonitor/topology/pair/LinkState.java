package io.sessmonitor.topology.pair;

/**
 * How far one frame is on one link.
 *
 * @param arrivedAt when the received picture came, monitor time; only while WAITING
 * @param picture the received picture; only while WAITING
 */
record LinkState(Status status, long arrivedAt, Picture picture) {

    /** The stored form is the ordinal: add at the end only. */
    enum Status {
        /** Received; the sent side is not there yet. */
        WAITING,
        /** Both sides are there; scoring gives the one outcome. */
        PAIRED,
        /** The one outcome was MISSING, and nothing came since. */
        MISSING,
        /** The one outcome was MISSING, and the picture has come since, or had come too early. */
        LATE,
        /** Received, never sent in time; there is no outcome, as far as is known there is no sent frame. */
        ORPHAN
    }

    static final LinkState PAIRED = new LinkState(Status.PAIRED, 0, null);
    static final LinkState MISSING = new LinkState(Status.MISSING, 0, null);
    static final LinkState LATE = new LinkState(Status.LATE, 0, null);
    static final LinkState ORPHAN = new LinkState(Status.ORPHAN, 0, null);

    static LinkState waiting(long arrivedAt, Picture picture) {
        return new LinkState(Status.WAITING, arrivedAt, picture);
    }

    static LinkState settled(Status status) {
        return switch (status) {
            case PAIRED -> PAIRED;
            case MISSING -> MISSING;
            case LATE -> LATE;
            case ORPHAN -> ORPHAN;
            case WAITING -> throw new IllegalArgumentException("a waiting link has a picture");
        };
    }
}
