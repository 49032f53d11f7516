package io.sessmonitor.deploy.recording;

import io.sessmonitor.schemas.RecordedTopic;
import io.sessmonitor.topology.config.MonitorConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/** What a replay reads, pass by pass: a recording, or a range of topics. Used by one thread. */
public final class ReplaySource implements Replayer.Passes, AutoCloseable {

    /** What of a recording is wanted, which may depend on what it has. */
    public interface Chooser {

        Selection choose(RecordingReader recording, Set<String> topics);
    }

    private final String name;
    private final MonitorConfig config;
    private final RecordingReader recording;
    private final Selection selection;
    private final TopicRange range;

    private ReplaySource(
            String name, MonitorConfig config, RecordingReader recording, Selection selection, TopicRange range) {
        this.name = name;
        this.config = config;
        this.recording = recording;
        this.selection = selection;
        this.range = range;
    }

    /**
     * A recording.
     *
     * @param topics those that are wanted; at least one must be in it
     * @param progress is told how many bytes have been read, if it has to be read through first
     * @throws RecordingException if it cannot be used, or has none of the topics
     */
    public static ReplaySource ofFile(Path file, Set<String> topics, LongConsumer progress, Chooser chooser)
            throws IOException, RecordingException {
        RecordingReader recording = RecordingReader.open(file, progress);
        try {
            Set<String> there = recording.index().getTopics().stream()
                    .map(RecordedTopic::getTopic)
                    .collect(Collectors.toCollection(TreeSet::new));
            if (there.isEmpty()) {
                throw new RecordingException(file + ": has no records");
            }
            Set<String> missing = new TreeSet<>(topics);
            missing.removeAll(there);
            if (missing.size() == topics.size()) {
                throw new RecordingException(file + ": has nothing of " + String.join(", ", missing)
                        + "; it has the topics " + String.join(", ", there)
                        + ": say with --topics which to replay, and where to (--topics NAME=TARGET)");
            }
            return new ReplaySource(file.toString(), null, recording, chooser.choose(recording, topics), null);
        } catch (RecordingException | RuntimeException e) {
            recording.close();
            throw e;
        }
    }

    /**
     * A range of topics.
     *
     * @param range {@code FROM..TO}
     */
    public static ReplaySource ofTopics(MonitorConfig config, Set<String> topics, String range)
            throws RecordingException {
        Position.Range places = Position.Range.parse(range, "--topic-range");
        TopicRange offsets = TopicRange.of(config, List.copyOf(topics), Set.of(), places.from(), places.to());
        return new ReplaySource(String.join(", ", topics), config, null, null, offsets);
    }

    @Override
    public RecordSource begin() throws RecordingException {
        return recording != null ? recording.records(selection) : TopicSource.open(config, range);
    }

    @Override
    public long lastTimestamp() throws RecordingException {
        return recording != null
                ? Math.min(recording.lastTimestamp(), selection.maxTimestamp())
                : TopicRange.latestTimestamp(config, range.begin().keySet());
    }

    /** Earliest timestamp; of a range of topics it is not known, and this is now. */
    public long firstTimestamp() {
        return recording != null ? recording.firstTimestamp() : System.currentTimeMillis();
    }

    /** Records in a pass, or -1 if that is not known. */
    public long records() {
        if (range != null) {
            return range.records();
        }
        return selection.equals(new Selection(selection.topics(), Long.MIN_VALUE, Long.MAX_VALUE, null, null))
                ? recording.index().getTopics().stream()
                        .filter(topic -> selection.topics().contains(topic.getTopic()))
                        .mapToLong(RecordedTopic::getRecords)
                        .sum()
                : -1;
    }

    /** For people. */
    public String name() {
        return name;
    }

    /** What there is to replay, for people. */
    public String contents() {
        return recording != null
                ? recording.records() + " records from " + Instant.ofEpochMilli(recording.firstTimestamp()) + " to "
                        + Instant.ofEpochMilli(recording.lastTimestamp())
                : range.records() + " offsets";
    }

    /** Whether the file ends in the middle of a block. */
    public boolean cutOff() {
        return recording != null && recording.cutOff();
    }

    /** A sentence for each part that could not be read. */
    public List<String> damage() {
        return recording == null ? List.of() : recording.damage();
    }

    @Override
    public void close() throws IOException {
        if (recording != null) {
            recording.close();
        }
    }
}
