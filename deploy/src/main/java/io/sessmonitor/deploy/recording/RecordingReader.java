package io.sessmonitor.deploy.recording;

import io.sessmonitor.schemas.RecordedRecord;
import io.sessmonitor.schemas.RecordedSchema;
import io.sessmonitor.schemas.RecordedTopic;
import io.sessmonitor.schemas.RecordingEntry;
import io.sessmonitor.schemas.RecordingIndex;
import io.sessmonitor.schemas.RecordingSection;
import io.sessmonitor.schemas.wire.RegistryRefusedException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Reads a recording. Memory holds one block and the index.
 *
 * <p>A file that was cut off, by a crash of the recorder for example, is read as far as it goes. A block that is damaged
 * is left out as a whole, and {@link #damage} says so. Used by one thread.
 */
public final class RecordingReader implements AutoCloseable {

    private static final int NOT_FOUND = 404;
    private static final int MAX_DAMAGE_NOTES = 20;

    private final Path file;
    private final BlockFile blocks;
    private final Map<Integer, Schema> schemas = new HashMap<>();
    private final List<String> damage = new ArrayList<>();
    private boolean cutOff;
    private RecordingIndex index;
    private boolean indexed;

    private RecordingReader(Path file, BlockFile blocks) {
        this.file = file;
        this.blocks = blocks;
    }

    /**
     * Opens a recording, and reads its index. One without an index is read through now.
     *
     * @param progress is told how many bytes of the file have been read, if it has to be read through
     * @throws RecordingException if it is none
     * @throws IOException if it cannot be read
     */
    public static RecordingReader open(Path file, LongConsumer progress) throws IOException, RecordingException {
        if (Files.isDirectory(file)) {
            throw new RecordingException(file + ": is a folder, not a recording");
        }
        BlockFile blocks;
        try {
            blocks = BlockFile.open(file);
        } catch (NoSuchFileException e) {
            throw new RecordingException(file + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw new RecordingException(file + ": permission denied", e);
        }
        RecordingReader reader = new RecordingReader(file, blocks);
        try {
            if (!reader.readIndex()) {
                reader.scan(progress);
            }
        } catch (IOException | RuntimeException e) {
            blocks.close();
            throw e;
        }
        return reader;
    }

    /** What is in the recording. */
    public RecordingIndex index() {
        return index;
    }

    /** Whether the file has its index, as one whose recording ended in order does. */
    public boolean indexed() {
        return indexed;
    }

    /** Whether the file ends in the middle of a block. */
    public boolean cutOff() {
        return cutOff;
    }

    /** A sentence for each part of the file that could not be read, as far as has been read; not for its being cut off. */
    public List<String> damage() {
        return List.copyOf(damage);
    }

    /** Bytes of the file. */
    public long fileBytes() throws IOException {
        return blocks.size();
    }

    /** Records in all. */
    public long records() {
        return index.getTopics().stream().mapToLong(RecordedTopic::getRecords).sum();
    }

    /** Earliest timestamp; 0 if there are no records. */
    public long firstTimestamp() {
        return index.getSections().stream()
                .mapToLong(RecordingSection::getMinTimestamp)
                .min()
                .orElse(0);
    }

    /** Latest timestamp; 0 if there are no records. */
    public long lastTimestamp() {
        return index.getSections().stream()
                .mapToLong(RecordingSection::getMaxTimestamp)
                .max()
                .orElse(0);
    }

    /** The schema that the recording's registry had under an ID, or null. */
    public Schema schema(int id) {
        return schemas.get(id);
    }

    /** The wanted records in the file's order. Closing it leaves the recording open, for another pass. */
    public RecordSource records(Selection selection) {
        return new Pass(selection);
    }

    @Override
    public void close() throws IOException {
        blocks.close();
    }

    private boolean readIndex() throws IOException {
        long last = blocks.lastBlock();
        if (last < 0) {
            return false;
        }
        try {
            List<RecordingEntry> entries = blocks.read(last).entries();
            if (entries.size() != 1 || !(entries.get(0).getEntry() instanceof RecordingIndex found)) {
                return false;
            }
            for (RecordingSection section : found.getSections()) {
                if (section.getPosition() > last || !blocks.mayBegin(section.getPosition())) {
                    return false;
                }
            }
            found.getSchemas().forEach(this::keep);
            index = found;
            indexed = true;
            return true;
        } catch (BlockFile.DamageException e) {
            return false;
        }
    }

    private void scan(LongConsumer progress) throws IOException {
        IndexBuilder builder = new IndexBuilder();
        Blocks all = new Blocks(blocks.firstBlock(), Long.MAX_VALUE);
        for (List<RecordingEntry> entries; (entries = all.next()) != null; ) {
            builder.block(all.begin);
            for (RecordingEntry entry : entries) {
                if (entry.getEntry() instanceof RecordedRecord record) {
                    builder.record(record);
                } else if (entry.getEntry() instanceof RecordedSchema schema) {
                    keep(schema);
                }
            }
            progress.accept(all.position);
        }
        schemas.forEach(builder::schema);
        index = builder.index();
    }

    private void keep(RecordedSchema recorded) {
        if (schemas.containsKey(recorded.getId())) {
            return;
        }
        try {
            schemas.put(recorded.getId(), new Schema.Parser().parse(recorded.getDefinition()));
        } catch (AvroRuntimeException | StackOverflowError e) {
            note("schema " + recorded.getId() + " cannot be read");
        }
    }

    private void note(String what) {
        if (damage.size() < MAX_DAMAGE_NOTES && !damage.contains(what)) {
            damage.add(what);
        }
    }

    /** Blocks one after the other, without those that are damaged. */
    private final class Blocks {

        private final long end;
        private long position;
        private long begin;

        Blocks(long position, long end) {
            this.position = position;
            this.end = end;
        }

        /** The entries of the next block, or null at the end. */
        List<RecordingEntry> next() throws IOException {
            while (position < end && position < blocks.size()) {
                begin = position;
                try {
                    BlockFile.Block block = blocks.read(position);
                    position = block.end();
                    return block.entries();
                } catch (BlockFile.DamageException e) {
                    position = blocks.nextBlock(begin + 1);
                    if (e.atEnd() && position >= blocks.size()) {
                        cutOff = true;
                    } else {
                        note(e.getMessage() + "; " + (position - begin) + " bytes left out");
                    }
                }
            }
            return null;
        }
    }

    /** One pass over the wanted stretches. */
    private final class Pass implements RecordSource {

        private final Selection selection;
        private final Deque<RecordedRecord> ready = new ArrayDeque<>();
        private final Deque<long[]> stretches = new ArrayDeque<>();
        private Blocks blocksOfStretch = new Blocks(0, 0);

        Pass(Selection selection) {
            this.selection = selection;
            List<RecordingSection> sections = index.getSections();
            for (int i = 0; i < sections.size(); i++) {
                if (!selection.wants(sections.get(i))) {
                    continue;
                }
                long begin = sections.get(i).getPosition();
                long end = i + 1 < sections.size() ? sections.get(i + 1).getPosition() : Long.MAX_VALUE;
                if (!stretches.isEmpty() && stretches.peekLast()[1] == begin) {
                    stretches.peekLast()[1] = end;
                } else {
                    stretches.add(new long[] {begin, end});
                }
            }
        }

        @Override
        public RecordedRecord next() throws IOException {
            while (ready.isEmpty()) {
                List<RecordingEntry> entries = blocksOfStretch.next();
                if (entries == null) {
                    if (stretches.isEmpty()) {
                        return null;
                    }
                    long[] stretch = stretches.poll();
                    blocksOfStretch = new Blocks(stretch[0], stretch[1]);
                    continue;
                }
                for (RecordingEntry entry : entries) {
                    if (entry.getEntry() instanceof RecordedRecord record && selection.wants(record)) {
                        ready.add(record);
                    }
                }
            }
            return ready.poll();
        }

        @Override
        public Schema schema(int id) throws RegistryRefusedException {
            Schema schema = schemas.get(id);
            if (schema == null) {
                throw new RegistryRefusedException(NOT_FOUND, NOT_FOUND, file + " does not have schema " + id);
            }
            return schema;
        }

        @Override
        public void close() {
            ready.clear();
            stretches.clear();
        }
    }
}
