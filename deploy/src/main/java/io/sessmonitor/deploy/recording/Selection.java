package io.sessmonitor.deploy.recording;

import io.sessmonitor.schemas.RecordedRecord;
import io.sessmonitor.schemas.RecordingSection;
import io.sessmonitor.schemas.envelope.FrameId;
import java.util.Optional;
import java.util.Set;

/**
 * Which records of a recording are wanted.
 *
 * @param topics names, or empty for all
 * @param minTimestamp milliseconds since 1970, inclusive
 * @param maxTimestamp milliseconds since 1970, inclusive
 * @param minSequence lowest number of a frame, or null; with either bound only records keyed by a frame ID are wanted
 * @param maxSequence highest number of a frame, or null
 */
public record Selection(Set<String> topics, long minTimestamp, long maxTimestamp, Long minSequence, Long maxSequence) {

    /** Everything. */
    public static final Selection ALL = new Selection(Set.of(), Long.MIN_VALUE, Long.MAX_VALUE, null, null);

    public Selection {
        topics = Set.copyOf(topics);
    }

    boolean bySequence() {
        return minSequence != null || maxSequence != null;
    }

    /** Whether a record is wanted. */
    public boolean wants(RecordedRecord record) {
        if (!topics.isEmpty() && !topics.contains(record.getTopic())
                || record.getTimestamp() < minTimestamp
                || record.getTimestamp() > maxTimestamp) {
            return false;
        }
        if (!bySequence()) {
            return true;
        }
        Optional<FrameId> frame = RecordingFormat.frame(record);
        return frame.isPresent() && wants(frame.get().sequence(), frame.get().sequence());
    }

    /** Whether a stretch of a recording may hold such records. */
    boolean wants(RecordingSection section) {
        if (section.getMaxTimestamp() < minTimestamp || section.getMinTimestamp() > maxTimestamp) {
            return false;
        }
        return !bySequence()
                || section.getMinSequence() != null && wants(section.getMinSequence(), section.getMaxSequence());
    }

    private boolean wants(long lowest, long highest) {
        return (minSequence == null || highest >= minSequence) && (maxSequence == null || lowest <= maxSequence);
    }
}
