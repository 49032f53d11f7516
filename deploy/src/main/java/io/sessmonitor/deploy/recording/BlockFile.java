package io.sessmonitor.deploy.recording;

import io.sessmonitor.schemas.RecordingEntry;
import io.sessmonitor.schemas.wire.BoundedDecoder;
import io.sessmonitor.schemas.wire.GeneratedClasses;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * The blocks of a recording, by their place in the file. Avro's own reader allocates whatever a length in the file claims
 * and gives up at the first damage; this one checks lengths against what is there, and finds the next block by its marker.
 * Used by one thread.
 */
final class BlockFile implements Closeable {

    private static final byte[] MAGIC = {'O', 'b', 'j', 1};
    private static final int SYNC = 16;
    private static final int MAX_HEAD = 1 << 20;
    private static final int MAX_INDEX = 16 << 20;
    /** Two numbers of at most ten bytes before a block. */
    private static final int MAX_BLOCK_HEAD = 20;

    /**
     * One block.
     *
     * @param end byte after it, where the next begins
     */
    record Block(List<RecordingEntry> entries, long end) {}

    /** What is where a block should be is none. */
    static final class DamageException extends IOException {

        private static final long serialVersionUID = 1L;

        private final boolean atEnd;

        DamageException(String message, boolean atEnd) {
            super(message);
            this.atEnd = atEnd;
        }

        /** The file just ends in the middle of a block, as after a crash. */
        boolean atEnd() {
            return atEnd;
        }
    }

    private final FileChannel channel;
    private final byte[] sync;
    private final long firstBlock;
    private final SpecificDatumReader<RecordingEntry> entries;

    private BlockFile(FileChannel channel, byte[] sync, long firstBlock, Schema schema) {
        this.channel = channel;
        this.sync = sync;
        this.firstBlock = firstBlock;
        this.entries = new SpecificDatumReader<>(
                schema, RecordingEntry.getClassSchema(), new GeneratedClasses(RecordingEntry.class));
    }

    static BlockFile open(Path file) throws IOException, RecordingException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return open(file, channel);
        } catch (IOException | RecordingException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static BlockFile open(Path file, FileChannel channel) throws IOException, RecordingException {
        byte[] start = read(channel, 0, (int) Math.min(MAX_HEAD, channel.size()));
        if (start.length == 0) {
            throw new RecordingException(file + ": is empty, not a recording; make one with sess-monitor record");
        }
        for (int i = 0; i < MAGIC.length; i++) {
            if (i >= start.length || start[i] != MAGIC[i]) {
                throw new RecordingException(file + ": is not a recording (not an Avro container file);"
                        + " make one with sess-monitor record");
            }
        }
        BoundedDecoder in = new BoundedDecoder(start, 0);
        GenericRecord head;
        try {
            head = new GenericDatumReader<GenericRecord>(RecordingFormat.FILE_HEAD).read(null, in);
        } catch (IOException | RuntimeException e) {
            throw new RecordingException(
                    file + ": is cut off or damaged within its first bytes; nothing of it can be read", e);
        }
        Map<String, String> meta = new TreeMap<>();
        ((Map<?, ?>) head.get("meta"))
                .forEach((name, value) -> meta.put(
                        name.toString(),
                        StandardCharsets.UTF_8.decode((ByteBuffer) value).toString()));
        Schema schema = schema(file, meta);
        byte[] sync = ((GenericFixed) head.get("sync")).bytes();
        return new BlockFile(channel, sync, start.length - in.left(), schema);
    }

    private static Schema schema(Path file, Map<String, String> meta) throws RecordingException {
        String version = meta.get(RecordingFormat.VERSION_KEY);
        Schema schema;
        try {
            schema = new Schema.Parser().parse(meta.getOrDefault("avro.schema", ""));
        } catch (AvroRuntimeException | StackOverflowError e) {
            throw new RecordingException(file + ": its Avro schema cannot be read: " + brief(e), e);
        }
        if (version == null) {
            throw new RecordingException(file + ": is an Avro container file of " + schema.getName()
                    + ", not a recording; make one with sess-monitor record");
        }
        if (!version.equals(RecordingFormat.VERSION)) {
            throw new RecordingException(file + ": is a recording of version " + version + ", and this program reads "
                    + RecordingFormat.VERSION + "; use the sess-monitor that made it, or a newer one");
        }
        String codec = meta.getOrDefault("avro.codec", "null");
        if (!codec.equals("null")) {
            throw new RecordingException(file + ": is compressed with " + codec
                    + ", which is not supported; write it anew without (avro-tools recodec --codec null)");
        }
        if (!schema.getFullName().equals(RecordingEntry.getClassSchema().getFullName())) {
            throw new RecordingException(file + ": holds " + schema.getFullName() + " and not "
                    + RecordingEntry.getClassSchema().getFullName());
        }
        return schema;
    }

    long size() throws IOException {
        return channel.size();
    }

    long firstBlock() {
        return firstBlock;
    }

    /** Whether a block may begin there: it is the first, or follows the end of another. */
    boolean mayBegin(long position) throws IOException {
        if (position == firstBlock) {
            return true;
        }
        return position >= firstBlock + SYNC
                && position <= size()
                && Arrays.equals(read(channel, position - SYNC, SYNC), sync);
    }

    /**
     * Reads a block as a whole or not at all.
     *
     * @throws DamageException if there is none
     */
    Block read(long position) throws IOException {
        byte[] head = read(channel, position, (int) Math.min(MAX_BLOCK_HEAD, size() - position));
        BoundedDecoder in = new BoundedDecoder(head, 0);
        long count;
        long length;
        try {
            count = in.readLong();
            length = in.readLong();
        } catch (EOFException e) {
            throw new DamageException("the file ends at byte " + size() + " in the middle of a block", true);
        } catch (IOException e) {
            throw new DamageException("no block begins at byte " + position, false);
        }
        long begin = position + head.length - in.left();
        if (count < 0 || length < 0 || length > RecordingFormat.MAX_BLOCK_BYTES || count > length) {
            throw new DamageException(
                    "no block begins at byte " + position + ": it would have " + count + " entries and " + length
                            + " bytes",
                    false);
        }
        if (begin + length + SYNC > size()) {
            throw new DamageException(
                    "the file ends at byte " + size() + ", and the block at byte " + position + " goes on to byte "
                            + (begin + length + SYNC),
                    true);
        }
        if (!Arrays.equals(read(channel, begin + length, SYNC), sync)) {
            throw new DamageException("the block at byte " + position + " does not end where it says", false);
        }
        return new Block(decode(position, count, read(channel, begin, (int) length)), begin + length + SYNC);
    }

    private List<RecordingEntry> decode(long position, long count, byte[] bytes) throws DamageException {
        BoundedDecoder in = new BoundedDecoder(bytes, 0);
        List<RecordingEntry> read = new ArrayList<>();
        try {
            for (long i = 0; i < count; i++) {
                read.add(entries.read(null, in));
            }
        } catch (IOException | RuntimeException e) {
            throw new DamageException("the block at byte " + position + " is damaged: " + brief(e), false);
        }
        if (in.left() > 0) {
            throw new DamageException(
                    "the block at byte " + position + " is damaged: " + in.left() + " bytes too many", false);
        }
        return read;
    }

    /** The byte after the first marker at or after a position: where the next block begins; the size if there is none. */
    long nextBlock(long position) throws IOException {
        byte[] window = new byte[64 << 10];
        long from = position;
        while (true) {
            int length = (int) Math.min(window.length, size() - from);
            if (length < SYNC) {
                return size();
            }
            byte[] bytes = read(channel, from, length);
            int found = find(bytes, 0, bytes.length, 1);
            if (found >= 0) {
                return from + found + SYNC;
            }
            from += length - SYNC + 1;
        }
    }

    /** Where the last block begins, or -1 if the file does not end with one of the index's size. */
    long lastBlock() throws IOException {
        long size = size();
        if (!mayBegin(size) || size == firstBlock) {
            return -1;
        }
        int length = (int) Math.min(MAX_INDEX, size - SYNC - (firstBlock - SYNC));
        byte[] bytes = read(channel, size - SYNC - length, length);
        int found = find(bytes, bytes.length - SYNC, -1, -1);
        return found < 0 ? -1 : size - SYNC - length + found + SYNC;
    }

    private int find(byte[] bytes, int from, int to, int step) {
        for (int i = from; i != to && i + SYNC <= bytes.length; i += step) {
            int same = 0;
            while (same < SYNC && bytes[i + same] == sync[same]) {
                same++;
            }
            if (same == SYNC) {
                return i;
            }
        }
        return -1;
    }

    private static byte[] read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.max(0, length));
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                // It became shorter meanwhile.
                return Arrays.copyOf(buffer.array(), buffer.position());
            }
        }
        return buffer.array();
    }

    private static String brief(Throwable e) {
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return (text.length() > 200 ? text.substring(0, 200) + "…" : text).replaceAll("\\s+", " ");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
