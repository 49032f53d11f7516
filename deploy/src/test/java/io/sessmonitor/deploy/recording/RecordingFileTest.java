package io.sessmonitor.deploy.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessmonitor.schemas.Frame;
import io.sessmonitor.schemas.RecordedHeader;
import io.sessmonitor.schemas.RecordedRecord;
import io.sessmonitor.schemas.RecordedTopic;
import io.sessmonitor.schemas.RecordingEntry;
import io.sessmonitor.schemas.RecordingSection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file: what goes in comes out, and what of it is left after crashes and damage. */
class RecordingFileTest {

    private static final int SCHEMA = 7;

    @TempDir
    private Path folder;

    @Test
    void what_was_recorded_is_read_back_byte_for_byte() throws Exception {
        List<RecordedRecord> records = Samples.records(1, 50, 30_000);
        Path file = write(records);
        try (RecordingReader reader = open(file)) {
            assertThat(reader.indexed()).isTrue();
            assertThat(reader.cutOff()).isFalse();
            assertThat(reader.records()).isEqualTo(records.size());
            assertThat(brief(read(reader, Selection.ALL))).isEqualTo(brief(records));
            assertThat(reader.schema(SCHEMA)).isEqualTo(Frame.getClassSchema());
            assertThat(reader.schema(8)).isNull();
            assertThat(reader.index().getTopics())
                    .extracting(RecordedTopic::getTopic)
                    .containsExactly("frames.received", "frames.sent");
            assertThat(reader.damage()).isEmpty();
        }
    }

    @Test
    void headers_tombstones_and_missing_parts_survive() throws Exception {
        RecordedRecord odd = Samples.record("t", 3, 9, -1, null, null);
        odd.setHeaders(List.of(new RecordedHeader("a", null), new RecordedHeader("a", Samples.buffer("ü"))));
        Path file = write(List.of(odd));
        try (RecordingReader reader = open(file)) {
            assertThat(read(reader, Selection.ALL)).containsExactly(odd);
        }
    }

    @Test
    void any_avro_tool_can_read_it() throws Exception {
        Path file = write(Samples.records(1, 5, 100));
        int entries = 0;
        try (DataFileReader<GenericRecord> reader =
                new DataFileReader<>(file.toFile(), new GenericDatumReader<GenericRecord>())) {
            while (reader.hasNext()) {
                reader.next();
                entries++;
            }
        }
        // A schema, ten records, the index.
        assertThat(entries).isEqualTo(12);
    }

    @Test
    void what_was_flushed_can_be_read_after_the_process_has_died() throws Exception {
        List<RecordedRecord> records = Samples.records(2, 20, 20_000);
        Path file = folder.resolve("r.avro");
        RecordingWriter writer = RecordingWriter.create(file, false);
        writer.schema(SCHEMA, Frame.getClassSchema());
        for (RecordedRecord record : records) {
            writer.record(record);
        }
        writer.flush();
        writer.record(Samples.record("t", 0, 0, 0, null, "not flushed"));
        // Nobody closes it.
        try (RecordingReader reader = open(file)) {
            assertThat(reader.indexed()).isFalse();
            assertThat(brief(read(reader, Selection.ALL))).isEqualTo(brief(records));
            assertThat(reader.schema(SCHEMA)).isEqualTo(Frame.getClassSchema());
        }
        writer.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void cut_off_anywhere_it_gives_the_records_before_and_nothing_else(long seed) throws Exception {
        List<RecordedRecord> records = Samples.records(seed, 60, 30_000);
        byte[] whole = Files.readAllBytes(write(records));
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 40; i++) {
            int length = random.nextInt(whole.length);
            Path cut = folder.resolve("cut.avro");
            Files.write(cut, Arrays.copyOf(whole, length));
            List<RecordedRecord> read;
            try (RecordingReader reader = open(cut)) {
                read = read(reader, Selection.ALL);
                assertThat(reader.damage()).isEmpty();
            } catch (RecordingException e) {
                assertThat(e).hasMessageContaining("cut.avro");
                read = List.of();
            }
            assertThat(brief(read)).as("cut at %d", length).isEqualTo(brief(records.subList(0, read.size())));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14})
    void damaged_anywhere_it_gives_whole_records_in_order_or_says_that_it_is_none(long seed) throws Exception {
        List<RecordedRecord> records = Samples.records(seed, 60, 30_000);
        byte[] whole = Files.readAllBytes(write(records));
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 40; i++) {
            byte[] damaged = whole.clone();
            int at = random.nextInt(damaged.length);
            for (int j = at; j < Math.min(damaged.length, at + 1 + random.nextInt(40)); j++) {
                damaged[j] = (byte) random.nextInt();
            }
            Path file = folder.resolve("damaged.avro");
            Files.write(file, damaged);
            try (RecordingReader reader = open(file)) {
                List<RecordedRecord> read = read(reader, Selection.ALL);
                assertThat(read.size()).as("damaged at %d", at).isLessThanOrEqualTo(records.size());
                if (read.size() < records.size() && !reader.cutOff()) {
                    assertThat(reader.damage()).as("damaged at %d", at).isNotEmpty();
                }
            } catch (RecordingException e) {
                assertThat(e).hasMessageContaining("damaged.avro");
            }
        }
    }

    @Test
    void a_damaged_block_is_left_out_and_said_and_the_rest_is_read() throws Exception {
        List<RecordedRecord> records = Samples.records(5, 60, 30_000);
        Path file = write(records);
        List<RecordingSection> sections;
        try (RecordingReader reader = open(file)) {
            sections = reader.index().getSections();
        }
        assertThat(sections.size()).isGreaterThan(3);
        byte[] bytes = Files.readAllBytes(file);
        // The block's count and length become nonsense.
        int second = (int) sections.get(1).getPosition();
        Arrays.fill(bytes, second, second + 4, (byte) 0xFF);
        Files.write(file, bytes);
        try (RecordingReader reader = open(file)) {
            List<RecordedRecord> read = read(reader, Selection.ALL);
            assertThat(read).hasSize(records.size() - (int) sections.get(1).getRecords());
            assertThat(brief(records)).containsSubsequence(brief(read));
            assertThat(reader.damage())
                    .singleElement()
                    .asString()
                    .contains("byte " + second)
                    .contains("left out");
        }
    }

    @Test
    void a_block_that_claims_gigabytes_is_refused_before_anything_is_allocated() throws Exception {
        byte[] whole = Files.readAllBytes(write(Samples.records(6, 2, 100)));
        int first;
        try (RecordingReader reader = open(folder.resolve("r.avro"))) {
            first = (int) reader.index().getSections().get(0).getPosition();
        }
        ByteArrayOutputStream hostile = new ByteArrayOutputStream();
        hostile.write(whole, 0, first);
        // One entry of 2^31 - 2 bytes.
        hostile.write(new byte[] {2, (byte) 0xFC, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F});
        hostile.write(whole, first, whole.length - first);
        Path file = folder.resolve("hostile.avro");
        Files.write(file, hostile.toByteArray());
        try (RecordingReader reader = open(file)) {
            read(reader, Selection.ALL);
            assertThat(reader.damage()).isNotEmpty();
        }
    }

    @Test
    void files_that_are_no_recordings_are_told_from_each_other() throws Exception {
        Path file = folder.resolve("x.avro");
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining("no such file");
        assertThatThrownBy(() -> open(folder)).hasMessageContaining("is a folder");
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining("is empty");
        Files.writeString(file, "stream,sequence\ncam,1\n");
        assertThatThrownBy(() -> open(file)).hasMessageContaining("not an Avro container file");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(1);
        }
        assertThatThrownBy(() -> open(file)).hasMessageContaining("not an Avro container file");
        Files.write(file, new byte[] {'O', 'b', 'j', 1});
        assertThatThrownBy(() -> open(file)).hasMessageContaining("cut off");
        foreign(file, null, null);
        assertThatThrownBy(() -> open(file)).hasMessageContaining("Avro container file of Song, not a recording");
        foreign(file, "1", null);
        assertThatThrownBy(() -> open(file)).hasMessageContaining("holds music.Song");
        foreign(file, "2", null);
        assertThatThrownBy(() -> open(file)).hasMessageContaining("version 2").hasMessageContaining("newer one");
        foreign(file, "1", CodecFactory.deflateCodec(1));
        assertThatThrownBy(() -> open(file)).hasMessageContaining("compressed with deflate");
    }

    @Test
    void an_existing_file_is_replaced_only_if_told_so() throws Exception {
        Path file = write(Samples.records(1, 2, 10));
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> RecordingWriter.create(file, false)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        RecordingWriter.create(file, true).close();
        try (RecordingReader reader = open(file)) {
            assertThat(reader.records()).isZero();
            assertThat(reader.indexed()).isTrue();
        }
    }

    @Test
    void a_full_disk_leaves_a_file_of_whole_blocks() throws Exception {
        Path file = folder.resolve("full.avro");
        List<RecordedRecord> records = Samples.records(8, 60, 30_000);
        int room = 900_000;
        RecordingWriter writer =
                RecordingWriter.create(file, false, path -> new Full(Files.newOutputStream(path), room));
        assertThatThrownBy(() -> {
                    writer.schema(SCHEMA, Frame.getClassSchema());
                    for (RecordedRecord record : records) {
                        writer.record(record);
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("full.avro")
                .hasMessageContaining("No space left")
                .hasMessageContaining("can be read");
        writer.close();
        try (RecordingReader reader = open(file)) {
            List<RecordedRecord> read = read(reader, Selection.ALL);
            assertThat(read).isNotEmpty();
            assertThat(brief(read)).isEqualTo(brief(records.subList(0, read.size())));
            assertThat(reader.cutOff()).isFalse();
            assertThat(reader.damage()).isEmpty();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 23})
    void a_range_by_time_or_number_gives_what_filtering_gives(long seed) throws Exception {
        List<RecordedRecord> records = Samples.records(seed, 120, 8_000);
        Path file = write(records);
        SplittableRandom random = new SplittableRandom(seed);
        try (RecordingReader reader = open(file)) {
            for (int i = 0; i < 30; i++) {
                long time = Samples.START + random.nextInt(130) * 100L;
                long sequence = random.nextInt(120);
                Selection selection = random.nextBoolean()
                        ? new Selection(Set.of(), time, time + random.nextInt(3000), null, null)
                        : new Selection(Set.of("frames.sent"), Long.MIN_VALUE, time, sequence, sequence + 20);
                assertThat(brief(read(reader, selection)))
                        .isEqualTo(
                                brief(records.stream().filter(selection::wants).toList()));
            }
        }
    }

    @Test
    void a_range_near_the_end_reads_little_of_the_file() throws Exception {
        Path file = write(Samples.records(3, 400, 10_000));
        byte[] bytes = Files.readAllBytes(file);
        List<RecordingSection> sections;
        try (RecordingReader reader = open(file)) {
            sections = reader.index().getSections();
        }
        // If the blocks before were read, their damage would be noticed.
        for (RecordingSection section : sections.subList(0, sections.size() - 3)) {
            bytes[(int) section.getPosition() + 100] ^= 0x55;
            Arrays.fill(bytes, (int) section.getPosition(), (int) section.getPosition() + 3, (byte) -1);
        }
        Files.write(file, bytes);
        try (RecordingReader reader = open(file)) {
            assertThat(read(reader, new Selection(Set.of(), Long.MIN_VALUE, Long.MAX_VALUE, 398L, null)))
                    .hasSize(4);
            assertThat(reader.damage()).isEmpty();
        }
    }

    @Test
    void an_index_that_lies_about_places_is_not_believed() throws Exception {
        List<RecordedRecord> records = Samples.records(9, 60, 30_000);
        Path file = write(records);
        byte[] bytes = Files.readAllBytes(file);
        byte[] more = new byte[bytes.length + 1000];
        // Bytes that were put in before everything else move all blocks.
        long first;
        try (RecordingReader reader = open(file)) {
            first = reader.index().getSections().get(0).getPosition();
        }
        System.arraycopy(bytes, 0, more, 0, (int) first);
        System.arraycopy(bytes, (int) first, more, (int) first + 1000, bytes.length - (int) first);
        Arrays.fill(more, (int) first, (int) first + 1000, (byte) -1);
        Files.write(file, more);
        try (RecordingReader reader = open(file)) {
            assertThat(reader.indexed()).isFalse();
            List<RecordedRecord> read = read(reader, Selection.ALL);
            assertThat(brief(records)).endsWith(brief(read).toArray(String[]::new));
            assertThat(read.size()).isGreaterThan(records.size() / 2);
            assertThat(reader.damage()).isNotEmpty();
        }
    }

    @Test
    void the_index_of_a_long_recording_stays_small() {
        IndexBuilder index = new IndexBuilder();
        int blocks = 5 * IndexBuilder.MAX_SECTIONS;
        for (int i = 0; i < blocks; i++) {
            index.block(1000L * i);
            index.record(Samples.record("frames.sent", 0, i, i, "cam/" + i, "x"));
        }
        List<RecordingSection> sections = index.index().getSections();
        assertThat(sections.size()).isLessThanOrEqualTo(IndexBuilder.MAX_SECTIONS);
        assertThat(sections.stream().mapToLong(RecordingSection::getRecords).sum())
                .isEqualTo(blocks);
        for (int i = 1; i < sections.size(); i++) {
            assertThat(sections.get(i).getMinSequence())
                    .isEqualTo(sections.get(i - 1).getMaxSequence() + 1);
            assertThat(sections.get(i).getPosition())
                    .isEqualTo(1000 * sections.get(i).getMinSequence());
        }
    }

    @Test
    void a_schema_and_records_of_another_version_of_the_format_resolve() throws Exception {
        // Somebody wrote a field more, as a later version might.
        String schema = RecordingEntry.getClassSchema()
                .toString()
                .replaceFirst("\\{\"name\":\"partition\"", "{\"name\":\"later\",\"type\":\"int\",\"default\":0},$0");
        Schema later = new Schema.Parser().parse(schema);
        Path file = folder.resolve("later.avro");
        GenericRecord record = new GenericRecordBuilder(
                        later.getField("entry").schema().getTypes().get(0))
                .set("topic", "t")
                .set("later", 5)
                .set("partition", 1)
                .set("offset", 2L)
                .set("timestamp", 3L)
                .set("headers", List.of())
                .build();
        try (DataFileWriter<GenericRecord> writer =
                new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(later))) {
            writer.setMeta(RecordingFormat.VERSION_KEY, "1");
            writer.create(later, file.toFile());
            writer.append(new GenericRecordBuilder(later).set("entry", record).build());
        }
        try (RecordingReader reader = open(file)) {
            assertThat(read(reader, Selection.ALL))
                    .singleElement()
                    .extracting(RecordedRecord::getTimestamp)
                    .isEqualTo(3L);
        }
    }

    private Path write(List<RecordedRecord> records) throws IOException {
        Path file = folder.resolve("r.avro");
        try (RecordingWriter writer = RecordingWriter.create(file, true)) {
            writer.schema(SCHEMA, Frame.getClassSchema());
            for (RecordedRecord record : records) {
                writer.record(record);
            }
        }
        return file;
    }

    private static RecordingReader open(Path file) throws IOException, RecordingException {
        return RecordingReader.open(file, bytes -> {});
    }

    private static List<RecordedRecord> read(RecordingReader reader, Selection selection) throws Exception {
        List<RecordedRecord> read = new ArrayList<>();
        try (RecordSource source = reader.records(selection)) {
            for (RecordedRecord record; (record = source.next()) != null; ) {
                read.add(record);
            }
        }
        return read;
    }

    /** All of a record in few characters. */
    private static List<String> brief(List<RecordedRecord> records) {
        return records.stream()
                .map(record -> record.getTopic() + "-" + record.getPartition() + "@" + record.getOffset() + " "
                        + record.hashCode())
                .toList();
    }

    private static void foreign(Path file, String version, CodecFactory codec) throws IOException {
        Schema song = SchemaBuilder.record("Song")
                .namespace("music")
                .fields()
                .requiredString("title")
                .endRecord();
        Files.delete(file);
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(song))) {
            if (version != null) {
                writer.setMeta(RecordingFormat.VERSION_KEY, version);
            }
            if (codec != null) {
                writer.setCodec(codec);
            }
            writer.create(song, file.toFile());
            writer.append(new GenericRecordBuilder(song).set("title", "x").build());
        }
    }

    /** A disk with so much room. */
    private static final class Full extends OutputStream {

        private final OutputStream disk;
        private int room;

        Full(OutputStream disk, int room) {
            this.disk = disk;
            this.room = room;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            int fits = Math.min(room, length);
            disk.write(bytes, from, fits);
            room -= fits;
            if (fits < length) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void close() throws IOException {
            disk.close();
        }
    }
}
