package io.sessmonitor.topology;

import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.topology.failure.DeadLetterReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts since the start of this process, kept by all stream threads. They are counted when a record is handed on, before
 * its transaction commits: after a crash a few are counted twice. The exact counts are those of the scores topic.
 */
public final class MonitorMetrics {

    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder rerouted = new LongAdder();
    private final LongAdder unlinked = new LongAdder();
    private final LongAdder payloadHits = new LongAdder();
    private final LongAdder payloadReads = new LongAdder();
    private final LongAdder lateScores = new LongAdder();
    private final LongAdder earlyScores = new LongAdder();
    private final LongAdder unfollowedScores = new LongAdder();
    private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
    private final Map<DeadLetterReason, LongAdder> deadLetters = new EnumMap<>(DeadLetterReason.class);

    public MonitorMetrics() {
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, new LongAdder());
        }
        for (DeadLetterReason reason : DeadLetterReason.values()) {
            deadLetters.put(reason, new LongAdder());
        }
    }

    public void countSent() {
        sent.increment();
    }

    public void countReceived() {
        received.increment();
    }

    /** A frame lay on the wrong partition and was passed on to its own. */
    public void countRerouted() {
        rerouted.increment();
    }

    /** Sent frames were forgotten whose stream had no link at all. */
    public void countUnlinked(int frames) {
        unlinked.add(frames);
    }

    public void countOutcome(Outcome outcome) {
        outcomes.get(outcome).increment();
    }

    public void countDeadLetter(DeadLetterReason reason) {
        deadLetters.get(reason).increment();
    }

    /** A picture was still in the memory cache. */
    public void countPayloadHit() {
        payloadHits.increment();
    }

    /** A picture had to be read again. */
    public void countPayloadRead() {
        payloadReads.increment();
    }

    /** A score came after a window of its had closed. */
    public void countLateScore() {
        lateScores.increment();
    }

    /** A score lay too far in the future for any window. */
    public void countEarlyScore() {
        earlyScores.increment();
    }

    /** A score was of a link beyond those that windows are kept for. */
    public void countUnfollowedScore() {
        unfollowedScores.increment();
    }

    /** Sent frames taken in. */
    public long sent() {
        return sent.sum();
    }

    /** Received frames taken in. */
    public long received() {
        return received.sum();
    }

    /** Frames passed on to the partition their key belongs to. */
    public long rerouted() {
        return rerouted.sum();
    }

    /** Sent frames forgotten without any link. */
    public long unlinked() {
        return unlinked.sum();
    }

    public long outcomes(Outcome outcome) {
        return outcomes.get(outcome).sum();
    }

    public long deadLetters(DeadLetterReason reason) {
        return deadLetters.get(reason).sum();
    }

    /** All dead letters. */
    public long deadLetters() {
        return deadLetters.values().stream().mapToLong(LongAdder::sum).sum();
    }

    public long payloadHits() {
        return payloadHits.sum();
    }

    public long payloadReads() {
        return payloadReads.sum();
    }

    public long lateScores() {
        return lateScores.sum();
    }

    public long earlyScores() {
        return earlyScores.sum();
    }

    public long unfollowedScores() {
        return unfollowedScores.sum();
    }
}
