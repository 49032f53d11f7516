package io.sessmonitor.deploy.recording;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.RecordedRecord;
import io.sessmonitor.schemas.RecordedTopic;
import io.sessmonitor.schemas.frame.ScoreCodec;
import io.sessmonitor.schemas.wire.ConfluentWireCodec;
import io.sessmonitor.schemas.wire.MalformedRecordException;
import io.sessmonitor.schemas.wire.RegistryException;
import io.sessmonitor.topology.config.MonitorConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/**
 * The scores of one run, out of a recording or a topic, in their order. Of a recording no registry is asked, it has its
 * schemas with it. Used by one thread.
 */
public final class ScoreRecords implements AutoCloseable {

    /** How a run is named: a recording's path, or this with a topic's name. */
    public static final String TOPIC_PREFIX = "topic:";

    /** How a run is written, for help. */
    public static final String FORMS =
            "a recording, or topic:NAME, or topic:NAME@FROM..TO with FROM and TO as record's --from";

    private static final String SCORE = FrameScore.getClassSchema().getFullName();

    /** A score and the record it was in. */
    public record Scored(RecordedRecord record, FrameScore score) {}

    private final String name;
    private final RecordingReader recording;
    private final RecordSource source;
    private final ScoreCodec codec;
    private final String topic;
    private String found;
    private long bad;
    private String firstBad;

    private ScoreRecords(String name, RecordingReader recording, RecordSource source, String topic) {
        this.name = name;
        this.recording = recording;
        this.source = source;
        this.topic = topic;
        this.codec = new ScoreCodec(ConfluentWireCodec.reading(source));
    }

    /**
     * Opens a run.
     *
     * @param name see {@link #FORMS}
     * @param topic topic of the scores in a recording; null for the only one that has any
     * @param config broker and registry, for topics
     * @param progress is told how many bytes of a recording have been read, if it has to be read through first
     * @throws RecordingException if there is no such recording or topic
     */
    public static ScoreRecords open(String name, String topic, MonitorConfig config, LongConsumer progress)
            throws IOException, RecordingException {
        if (name.startsWith(TOPIC_PREFIX)) {
            String spec = name.substring(TOPIC_PREFIX.length());
            int at = spec.indexOf('@');
            Position.Range range = at < 0
                    ? new Position.Range(new Position.Beginning(), new Position.End())
                    : Position.Range.parse(spec.substring(at + 1), name);
            String read = at < 0 ? spec : spec.substring(0, at);
            TopicRange offsets = TopicRange.of(config, List.of(read), Set.of(), range.from(), range.to());
            return new ScoreRecords(name, null, TopicSource.open(config, offsets), null);
        }
        RecordingReader recording = RecordingReader.open(Path.of(name), progress);
        Selection selection = topic == null
                ? Selection.ALL
                : new Selection(Set.of(topic), Long.MIN_VALUE, Long.MAX_VALUE, null, null);
        return new ScoreRecords(name, recording, recording.records(selection), topic);
    }

    /** What it was opened as. */
    public String name() {
        return name;
    }

    /**
     * The next score; records that are none are counted and left out.
     *
     * @return null at the end
     * @throws RecordingException if scores of several topics are mixed, or there is none at all
     */
    public Scored next() throws IOException, InterruptedException, RecordingException {
        for (RecordedRecord record; (record = source.next()) != null; ) {
            if (!isScore(record)) {
                if (topic != null || recording == null) {
                    bad(record, "not written with the schema FrameScore");
                }
                continue;
            }
            if (found != null && !found.equals(record.getTopic())) {
                throw new RecordingException(name + ": has scores of the topics " + found + " and " + record.getTopic()
                        + "; choose one with --topic");
            }
            found = record.getTopic();
            try {
                return new Scored(record, codec.decode(found, RecordingFormat.bytes(record.getValue())));
            } catch (MalformedRecordException e) {
                bad(record, e.getMessage());
            } catch (RegistryException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        if (found == null) {
            throw new RecordingException(name + ": has no scores" + contents()
                    + "; record them with sess-monitor record --topics sess.scores");
        }
        return null;
    }

    /** Records that should be scores and are not. */
    public long bad() {
        return bad;
    }

    /** What was wrong with the first of them. */
    public Optional<String> firstBad() {
        return Optional.ofNullable(firstBad);
    }

    /** Parts of a recording that could not be read, as far as it was read. */
    public List<String> damage() {
        return recording == null ? List.of() : recording.damage();
    }

    /** Reads the values of these records. */
    public ScoreCodec codec() {
        return codec;
    }

    /** The bytes of a record's key, or null. */
    public static byte[] key(RecordedRecord record) {
        return RecordingFormat.bytes(record.getKey());
    }

    /** The bytes of a record's value, or null. */
    public static byte[] value(RecordedRecord record) {
        return RecordingFormat.bytes(record.getValue());
    }

    private boolean isScore(RecordedRecord record) throws IOException {
        if (record.getSchemaId() == null) {
            return false;
        }
        try {
            Schema schema = source.schema(record.getSchemaId());
            return schema.getType() == Schema.Type.RECORD
                    && schema.getFullName().equals(SCORE);
        } catch (RegistryException e) {
            return false;
        }
    }

    private void bad(RecordedRecord record, String why) {
        bad++;
        if (firstBad == null) {
            firstBad = "record " + record.getOffset() + " of " + record.getTopic() + "-" + record.getPartition() + ": "
                    + why;
        }
    }

    private String contents() {
        if (recording == null) {
            return "";
        }
        String topics = recording.index().getTopics().stream()
                .map(RecordedTopic::getTopic)
                .collect(Collectors.joining(", "));
        return topics.isEmpty() ? "; it is empty" : "; it has the topics " + topics;
    }

    @Override
    public void close() throws IOException {
        source.close();
        if (recording != null) {
            recording.close();
        }
    }
}
