package io.sessmonitor.topology.pair;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Outcomes as records of the scores topic, as far as they need no scorer. */
public final class OutcomeRecords {

    private OutcomeRecords() {}

    /**
     * An outcome of one frame on one link.
     *
     * @param capturedAtMicros microseconds since the epoch
     * @param tags kept, not copied, if they are sorted
     * @param reason a sentence for people, or null
     */
    public static FrameScore of(
            String stream,
            long sequence,
            String receiver,
            long capturedAtMicros,
            Map<String, String> tags,
            Outcome outcome,
            String reason) {
        // Avro's builder copies every default, each time, which costs more than all the rest.
        FrameScore score = new FrameScore();
        score.setStream(stream);
        score.setReceiver(receiver);
        score.setSequence(sequence);
        score.setCapturedAt(Instant.EPOCH.plus(capturedAtMicros, ChronoUnit.MICROS));
        score.setOutcome(outcome);
        score.setReason(reason);
        score.setMetrics(Map.of());
        score.setMetricNotes(List.of());
        score.setTags(tags instanceof SortedMap ? tags : new TreeMap<>(tags));
        return score;
    }
}
