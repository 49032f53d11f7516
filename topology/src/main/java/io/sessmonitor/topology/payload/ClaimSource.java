package io.sessmonitor.topology.payload;

import io.sessmonitor.schemas.envelope.PayloadRef;

/** Reads pictures that lie outside Kafka, in one kind of place. Safe for use by many threads. */
interface ClaimSource {

    /**
     * The picture, or why it cannot be had. May take as long as the source's time-outs allow.
     *
     * @throws InterruptedException if nobody wants it any more
     */
    Fetched read(PayloadRef.Claim claim) throws InterruptedException;
}
