package io.sessmonitor.deploy.cli;

import io.sessmonitor.deploy.recording.RecordingWriter;
import io.sessmonitor.schemas.Bundle;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.RecordedRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;

/** Recordings of scores, made by hand. */
final class ScoreRecordings {

    static final long START = 1_700_000_000_000L;
    private static final int SCHEMA = 3;

    private ScoreRecordings() {}

    /** Writes records; those without a schema ID are no scores. */
    static Path write(Path file, List<RecordedRecord> records) throws IOException {
        try (RecordingWriter writer = RecordingWriter.create(file, true)) {
            writer.schema(SCHEMA, FrameScore.getClassSchema());
            for (RecordedRecord record : records) {
                writer.record(record);
            }
        }
        return file;
    }

    /** A score, captured and published so many milliseconds after the start. */
    static RecordedRecord scored(String topic, String receiver, long sequence, long millis, double score) {
        return record(
                topic,
                millis,
                outcome(receiver, sequence, millis, Outcome.SCORED)
                        .setScore(score)
                        .setProfile("paper")
                        .setBundle(new Bundle("lite", "1", "0123456789abcdef"))
                        .build());
    }

    static RecordedRecord missing(String topic, String receiver, long sequence, long millis) {
        return record(
                topic,
                millis,
                outcome(receiver, sequence, millis, Outcome.MISSING).build());
    }

    static RecordedRecord noScore(String topic) {
        return new RecordedRecord(topic, 0, 0L, START, null, ByteBuffer.wrap(new byte[] {1, 2}), List.of(), null);
    }

    private static FrameScore.Builder outcome(String receiver, long sequence, long millis, Outcome outcome) {
        return FrameScore.newBuilder()
                .setStream("cam")
                .setReceiver(receiver)
                .setSequence(sequence)
                .setCapturedAt(Instant.ofEpochMilli(START + millis))
                .setOutcome(outcome);
    }

    private static RecordedRecord record(String topic, long millis, FrameScore score) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 0, 0, 0, SCHEMA});
        try {
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            new SpecificDatumWriter<FrameScore>(FrameScore.getClassSchema(), SpecificData.getForClass(FrameScore.class))
                    .write(score, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        String key = score.getStream() + ">" + score.getReceiver();
        return new RecordedRecord(
                topic,
                0,
                score.getSequence(),
                START + millis,
                ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8)),
                ByteBuffer.wrap(out.toByteArray()),
                List.of(),
                SCHEMA);
    }
}
