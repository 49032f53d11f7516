package io.sessmonitor.deploy.recording;

import io.sessmonitor.schemas.RecordedRecord;
import io.sessmonitor.schemas.RecordedSchema;
import io.sessmonitor.schemas.RecordedTopic;
import io.sessmonitor.schemas.RecordingIndex;
import io.sessmonitor.schemas.RecordingSection;
import io.sessmonitor.schemas.envelope.FrameId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongBinaryOperator;
import org.apache.avro.Schema;

/**
 * Makes the index of a recording while it is written, or read. Bounded: with many sections, each two become one. Used by
 * one thread.
 */
final class IndexBuilder {

    /** Sections kept; with blocks of 256 KB the first 4 GB have one for each block. */
    static final int MAX_SECTIONS = 16_384;

    private final SortedMap<String, RecordedTopic> topics = new TreeMap<>();
    private final SortedMap<Integer, Schema> schemas = new TreeMap<>();
    private final List<RecordingSection> sections = new ArrayList<>();
    private RecordingSection open;
    private int blocksInOpen;
    private int blocksASection = 1;

    /** The records that follow lie in a block that begins there. */
    void block(long position) {
        if (open != null && open.getRecords() == 0) {
            open.setPosition(position);
            return;
        }
        if (open != null && ++blocksInOpen < blocksASection) {
            return;
        }
        if (open != null) {
            sections.add(open);
            if (sections.size() == MAX_SECTIONS) {
                halve();
            }
        }
        blocksInOpen = 0;
        open = new RecordingSection(position, 0L, Long.MAX_VALUE, Long.MIN_VALUE, null, null);
    }

    void schema(int id, Schema schema) {
        schemas.put(id, schema);
    }

    void record(RecordedRecord record) {
        RecordedTopic topic = topics.computeIfAbsent(record.getTopic(), name -> new RecordedTopic(name, 0L, 0L));
        topic.setRecords(topic.getRecords() + 1);
        topic.setBytes(topic.getBytes() + RecordingFormat.bytes(record));
        open.setRecords(open.getRecords() + 1);
        open.setMinTimestamp(Math.min(open.getMinTimestamp(), record.getTimestamp()));
        open.setMaxTimestamp(Math.max(open.getMaxTimestamp(), record.getTimestamp()));
        Optional<FrameId> frame = RecordingFormat.frame(record);
        if (frame.isPresent()) {
            long sequence = frame.get().sequence();
            open.setMinSequence(both(open.getMinSequence(), sequence, Math::min));
            open.setMaxSequence(both(open.getMaxSequence(), sequence, Math::max));
        }
    }

    /** The schema of an ID, null if there is none. */
    Schema schema(int id) {
        return schemas.get(id);
    }

    /** What has been seen so far. */
    RecordingIndex index() {
        List<RecordingSection> all = new ArrayList<>(sections);
        if (open != null && open.getRecords() > 0) {
            all.add(open);
        }
        return new RecordingIndex(
                topics.values().stream()
                        .map(topic -> RecordedTopic.newBuilder(topic).build())
                        .toList(),
                schemas.entrySet().stream()
                        .map(entry -> new RecordedSchema(
                                entry.getKey(), entry.getValue().toString()))
                        .toList(),
                all);
    }

    /** Counts by topic, as {@link #index} has them. */
    Map<String, RecordedTopic> topics() {
        return topics;
    }

    private void halve() {
        List<RecordingSection> halves = new ArrayList<>();
        for (int i = 0; i + 1 < sections.size(); i += 2) {
            halves.add(join(sections.get(i), sections.get(i + 1)));
        }
        sections.clear();
        sections.addAll(halves);
        blocksASection *= 2;
    }

    private static RecordingSection join(RecordingSection a, RecordingSection b) {
        return new RecordingSection(
                a.getPosition(),
                a.getRecords() + b.getRecords(),
                Math.min(a.getMinTimestamp(), b.getMinTimestamp()),
                Math.max(a.getMaxTimestamp(), b.getMaxTimestamp()),
                both(a.getMinSequence(), b.getMinSequence(), Math::min),
                both(a.getMaxSequence(), b.getMaxSequence(), Math::max));
    }

    /** The one that is there, or what becomes of both. */
    private static Long both(Long a, Long b, LongBinaryOperator how) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return how.applyAsLong(a, b);
    }
}
