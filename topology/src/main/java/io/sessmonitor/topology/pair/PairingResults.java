package io.sessmonitor.topology.pair;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.envelope.FrameEnvelope;
import io.sessmonitor.schemas.envelope.Link;
import io.sessmonitor.topology.MonitorMetrics;
import io.sessmonitor.topology.NodeNames;
import io.sessmonitor.topology.failure.DeadLetterReason;
import io.sessmonitor.topology.failure.DeadLetters;
import io.sessmonitor.topology.ingest.Arrival;
import io.sessmonitor.topology.ingest.ExchangeRecord;
import io.sessmonitor.topology.ingest.LinkNews;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Hands on what pairing has found out: pairs, outcomes, notes, dead letters. Used by one stream thread only. */
final class PairingResults {

    private final ProcessorContext<Object, Object> context;
    private final long waitFor;
    private final DeadLetters letters;
    private final MonitorMetrics metrics;

    /** Results of one task; {@code waitFor}, in milliseconds, is for texts. */
    PairingResults(
            ProcessorContext<Object, Object> context, long waitFor, DeadLetters letters, MonitorMetrics metrics) {
        this.context = context;
        this.waitFor = waitFor;
        this.letters = letters;
        this.metrics = metrics;
    }

    void pair(FrameState frame, String receiver, Picture sent, Picture received, boolean last) {
        ReadyPair pair = new ReadyPair(
                frame.stream(),
                frame.sequence(),
                receiver,
                sent.capturedAtMicros(),
                overlay(sent.tags(), received.tags()),
                sent.payload(),
                received.payload(),
                last);
        context.forward(new Record<>(frame.id(), pair, wall()), NodeNames.SCORING);
    }

    /** Tells all partitions of a link. */
    void share(Link link) {
        context.forward(
                new Record<>(
                        link.key().getBytes(StandardCharsets.UTF_8), ExchangeRecord.write(new LinkNews(link)), wall()),
                NodeNames.EXCHANGE_SINK);
    }

    void missing(FrameState sent, String receiver) {
        outcome(OutcomeRecords.of(
                sent.stream(),
                sent.sequence(),
                receiver,
                sent.capturedAtMicros(),
                tags(sent),
                Outcome.MISSING,
                "not received within " + waitFor + " ms"));
    }

    /** MISSING, since what was received of it had been given up before it was sent. */
    void tooEarly(FrameEnvelope sent, String receiver) {
        outcome(OutcomeRecords.of(
                sent.stream(),
                sent.sequence(),
                receiver,
                sent.capturedAtMicros(),
                sent.tags(),
                Outcome.MISSING,
                "received more than " + waitFor + " ms before it was sent"));
    }

    void orphan(FrameState frame, String receiver, Picture received) {
        outcome(OutcomeRecords.of(
                frame.stream(),
                frame.sequence(),
                receiver,
                received.capturedAtMicros(),
                received.tags(),
                Outcome.ORPHAN,
                "no sent frame came within " + waitFor + " ms"));
    }

    /** Says something about a received record, beside the frame's one outcome. */
    void note(FrameEnvelope received, FrameState frame, Outcome outcome, String reason) {
        outcome(OutcomeRecords.of(
                received.stream(),
                received.sequence(),
                received.receiver(),
                frame.isSent() ? frame.capturedAtMicros() : received.capturedAtMicros(),
                overlay(tags(frame), received.tags()),
                outcome,
                reason));
    }

    void bury(Arrival arrival, DeadLetterReason reason, String detail) {
        metrics.countDeadLetter(reason);
        context.forward(letters.letter(arrival.origin(), reason, detail, wall()), NodeNames.DLQ_SINK);
    }

    private void outcome(FrameScore score) {
        metrics.countOutcome(score.getOutcome());
        String link = new Link(score.getStream(), score.getReceiver()).key();
        context.forward(new Record<>(link, score, wall()), NodeNames.SCORES_SINK);
    }

    private long wall() {
        return Math.max(0, context.currentSystemTimeMs());
    }

    private static Map<String, String> tags(FrameState frame) {
        return frame.picture() == null ? Map.of() : frame.picture().tags();
    }

    private static Map<String, String> overlay(Map<String, String> below, Map<String, String> above) {
        // As the record will have them.
        Map<String, String> both = new TreeMap<>(below);
        both.putAll(above);
        return both;
    }
}
