package io.sessmonitor.deploy.recording;

import io.sessmonitor.schemas.RecordedRecord;
import io.sessmonitor.schemas.RecordingIndex;
import io.sessmonitor.schemas.wire.RegistryException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;

/** Takes records from topics into a file until the range ends, the time is over, or it is stopped. Used by one thread. */
public final class Recorder {

    /** How much a crash may cost. */
    private static final Duration FLUSH = Duration.ofSeconds(1);

    /**
     * What was recorded.
     *
     * @param unknownSchemas values that look like the wire format but have an ID the registry does not know
     * @param nanos how long it took
     */
    public record Summary(RecordingIndex index, long records, long fileBytes, long unknownSchemas, long nanos) {}

    private final LongSupplier nanos;

    public Recorder(LongSupplier nanoClock) {
        this.nanos = nanoClock;
    }

    /**
     * Records, and closes the file with its index.
     *
     * @param longest when to stop at the latest, null for never
     * @param progress is told of the file every now and then
     * @throws IOException if the file cannot be written, or records could not be; the file can be read all the same
     */
    public Summary run(TopicSource source, RecordingWriter file, Duration longest, Consumer<RecordingWriter> progress)
            throws IOException {
        long begin = nanos.getAsLong();
        long flushed = begin;
        long unknown = 0;
        IOException trouble = null;
        try {
            while (!source.finished()) {
                RecordedRecord record = source.poll();
                if (record != null) {
                    unknown += take(source, file, record) ? 0 : 1;
                }
                long now = nanos.getAsLong();
                if (now - flushed >= FLUSH.toNanos()) {
                    file.flush();
                    flushed = now;
                }
                if (longest != null && now - begin >= longest.toNanos()) {
                    source.stop();
                }
                progress.accept(file);
            }
        } catch (IOException e) {
            trouble = e;
        } catch (KafkaException e) {
            trouble = new IOException("the topics cannot be read any more: " + e.getMessage(), e);
        }
        close(file, trouble);
        return new Summary(file.index(), file.records(), file.fileBytes(), unknown, nanos.getAsLong() - begin);
    }

    /** The file gets its index whatever happened, unless it is the file that failed. */
    private static void close(RecordingWriter file, IOException trouble) throws IOException {
        try {
            file.close();
        } catch (IOException e) {
            if (trouble == null) {
                throw e;
            }
            trouble.addSuppressed(e);
        }
        if (trouble != null) {
            throw trouble;
        }
    }

    /** False if the value's schema is not known. */
    private static boolean take(TopicSource source, RecordingWriter file, RecordedRecord record) throws IOException {
        Integer id = record.getSchemaId();
        if (id != null && !file.hasSchema(id)) {
            try {
                file.schema(id, source.schema(id));
            } catch (RegistryException e) {
                throw new IOException("schema " + id + " cannot be recorded: " + e.getMessage(), e);
            }
        }
        file.record(record);
        return id != null || WireIds.of(RecordingFormat.bytes(record.getValue())) < 0;
    }
}
