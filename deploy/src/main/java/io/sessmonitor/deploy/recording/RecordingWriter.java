package io.sessmonitor.deploy.recording;

import io.sessmonitor.schemas.RecordedRecord;
import io.sessmonitor.schemas.RecordedSchema;
import io.sessmonitor.schemas.RecordedTopic;
import io.sessmonitor.schemas.RecordingEntry;
import io.sessmonitor.schemas.RecordingIndex;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.file.SyncableFileOutputStream;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Writes a recording: an Avro container file of {@link RecordingEntry}, closed with its index. Memory holds one block and
 * the index. What was {@link #flush flushed} can be read whatever becomes of the process; when the disk refuses a block,
 * the file is cut back to the blocks before it. Used by one thread.
 */
public final class RecordingWriter implements AutoCloseable {

    /** Avro's own bound of a block, and the size of its buffer; beyond ours, so that blocks end where the index says. */
    private static final int AVRO_BLOCK_BYTES = 2 * RecordingFormat.BLOCK_BYTES;

    private final Path file;
    private final DataFileWriter<RecordingEntry> out;
    private final IndexBuilder index = new IndexBuilder();
    /** End of the last whole block in the file. */
    private long written;

    private long bytesInBlock;
    private long records;
    private boolean closed;

    /** How the file is opened for writing. */
    interface Opener {
        OutputStream open(Path file) throws IOException;
    }

    private RecordingWriter(Path file, OutputStream stream) throws IOException {
        this.file = file;
        this.out = new DataFileWriter<RecordingEntry>(new SpecificDatumWriter<>(
                        RecordingEntry.getClassSchema(), SpecificData.getForClass(RecordingEntry.class)))
                .setSyncInterval(AVRO_BLOCK_BYTES)
                .setMeta(RecordingFormat.VERSION_KEY, RecordingFormat.VERSION)
                .create(RecordingEntry.getClassSchema(), stream);
        out.flush();
        written = out.sync();
        index.block(written);
    }

    /**
     * Begins a recording.
     *
     * @param replace whether a file of that name is replaced
     * @throws java.nio.file.FileAlreadyExistsException if there is one, and it is not to be replaced
     */
    public static RecordingWriter create(Path file, boolean replace) throws IOException {
        return create(file, replace, path -> new SyncableFileOutputStream(path.toFile()));
    }

    static RecordingWriter create(Path file, boolean replace, Opener opener) throws IOException {
        if (replace && Files.isRegularFile(file)) {
            Files.delete(file);
        }
        // Fails if it is there, also if somebody made it just now.
        Files.createFile(file);
        return new RecordingWriter(file, opener.open(file));
    }

    /** Whether a schema of that ID is in the recording already. */
    public boolean hasSchema(int id) {
        return index.schema(id) != null;
    }

    /** Adds a schema; it must come before the first record written with it. */
    public void schema(int id, Schema schema) throws IOException {
        index.schema(id, schema);
        append(new RecordedSchema(id, schema.toString()));
    }

    /** Adds a record. */
    public void record(RecordedRecord record) throws IOException {
        long bytes = RecordingFormat.bytes(record);
        if (bytes > RecordingFormat.MAX_BLOCK_BYTES - RecordingFormat.BLOCK_BYTES) {
            throw new IOException("a record of " + bytes + " bytes (" + record.getTopic() + "-" + record.getPartition()
                    + ", offset " + record.getOffset() + ") is too large for a recording, which takes "
                    + RecordingFormat.MAX_BLOCK_BYTES + " bytes");
        }
        append(record);
        index.record(record);
        records++;
        bytesInBlock += bytes;
        if (bytesInBlock >= RecordingFormat.BLOCK_BYTES) {
            endBlock();
        }
    }

    /** Hands everything to the operating system: it survives the end of this process, however it ends. */
    public void flush() throws IOException {
        endBlock();
    }

    /** Records written so far. */
    public long records() {
        return records;
    }

    /** Bytes of the file so far, without the open block. */
    public long fileBytes() {
        return written;
    }

    /** How much of each topic was written so far, by its name. */
    public Map<String, RecordedTopic> topics() {
        return index.topics();
    }

    /** What was written, as the index says it. */
    public RecordingIndex index() {
        return index.index();
    }

    /** Writes the index and waits until the disk has all of it. After a failure only the file is closed. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        endBlock();
        append(index.index());
        endBlock();
        try {
            out.fSync();
            out.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void append(Object content) throws IOException {
        try {
            out.append(new RecordingEntry(content));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void endBlock() throws IOException {
        try {
            long end = out.sync();
            out.flush();
            written = end;
            bytesInBlock = 0;
            index.block(written);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Leaves a file of whole blocks behind. */
    private IOException failed(IOException cause) {
        closed = true;
        IOException problem = new IOException(
                file + ": cannot be written (" + cause.getMessage() + "); is the disk full? What was recorded before, "
                        + records + " records at most, can be read",
                cause);
        try {
            out.close();
        } catch (IOException e) {
            // It wants to write what could not be written.
            problem.addSuppressed(e);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(written);
        } catch (IOException e) {
            problem.addSuppressed(e);
        }
        return problem;
    }
}
