package io.sessmonitor.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessmonitor.schemas.Alert;
import io.sessmonitor.schemas.Frame;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.RandomRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.AvroTypeException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompiledWriterTest {

    static Stream<SpecificRecord> records() {
        return Stream.iterate(0, seed -> seed < 200, seed -> seed + 1)
                .map(RandomRecords::new)
                .flatMap(random -> Stream.of(
                        random.sentFrame(),
                        random.receivedFrame(),
                        random.claimFrame(),
                        random.score(),
                        random.aggregate()));
    }

    @Test
    void every_record_is_the_same_bytes_as_avros_own_writer_makes() throws IOException {
        for (SpecificRecord record : (Iterable<SpecificRecord>) records()::iterator) {
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(expected, null);
            new SpecificDatumWriter<SpecificRecord>(record.getSchema(), SpecificData.getForClass(record.getClass()))
                    .write(record, encoder);
            encoder.flush();

            assertThat(written(record)).as("%s", record).isEqualTo(expected.toByteArray());
        }
    }

    @Test
    void text_beyond_the_first_room_and_outside_the_basic_plane_is_written() throws IOException {
        Frame frame = new RandomRecords(3).sentFrame();
        frame.setMediaType("😀漢é".repeat(1000));
        byte[] bytes = written(frame);

        Frame read = new SpecificDatumReader<Frame>(
                        Frame.getClassSchema(), Frame.getClassSchema(), new GeneratedClasses(Frame.class))
                .read(null, new BoundedDecoder(bytes, 0));

        assertThat(read).isEqualTo(frame);
    }

    static Stream<Map.Entry<String, SpecificRecord>> misfits() {
        Frame noStream = new RandomRecords(1).sentFrame();
        noStream.setStream(null);
        Frame wrongPayload = new RandomRecords(1).sentFrame();
        wrongPayload.setPayload("a string");
        Frame nullTag = new RandomRecords(1).sentFrame();
        Map<String, String> tags = new HashMap<>();
        tags.put("codec", null);
        nullTag.setTags(tags);
        FrameScore nullNote = new RandomRecords(1).score();
        nullNote.setMetricNotes(Arrays.asList("RESIZED", null));
        FrameScore noOutcome = new RandomRecords(1).score();
        noOutcome.setOutcome(null);
        return Stream.of(
                Map.entry("field stream: it is null", noStream),
                Map.entry("field payload: a java.lang.String is none of ", wrongPayload),
                Map.entry("field tags: it is null", nullTag),
                Map.entry("field metricNotes: it is null", nullNote),
                Map.entry("field outcome: it is null", noOutcome),
                Map.entry("field rule: it is null", new Alert()));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void a_record_that_does_not_fit_is_refused_by_the_name_of_its_field(Map.Entry<String, SpecificRecord> misfit) {
        assertThatThrownBy(() -> written(misfit.getValue()))
                .isInstanceOf(AvroTypeException.class)
                .hasMessageStartingWith(misfit.getKey());
    }

    private static byte[] written(SpecificRecord record) throws IOException {
        ByteArrayEncoder out = new ByteArrayEncoder(1);
        new CompiledWriter(record.getSchema(), new GeneratedClasses(record.getClass())).write(record, out);
        return out.toByteArray();
    }
}
