package io.sessmonitor.deploy.bench;

import io.sessmonitor.schemas.Frame;
import io.sessmonitor.schemas.frame.FrameFormat;
import io.sessmonitor.schemas.frame.FrameWriter;
import io.sessmonitor.schemas.wire.RegistryException;
import io.sessmonitor.schemas.wire.WireCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Frames of random bytes as records of the input topics. Used by one thread. */
final class FrameRecords {

    private static final int PICTURES = 64;

    private final FrameWriter writer;
    private final byte[][] pictures;

    FrameRecords(FrameFormat format, WireCodec codec, int pictureBytes) {
        writer = format.writer(codec);
        pictures = new byte[PICTURES][pictureBytes];
        Random random = new Random(1);
        for (byte[] picture : pictures) {
            random.nextBytes(picture);
        }
    }

    /** @param timestamp of the record, or null for the producer's clock */
    ProducerRecord<byte[], byte[]> sent(int sequence, Long timestamp) throws RegistryException {
        return record(Topics.SENT, sequence, null, Map.of("codec", "none"), timestamp);
    }

    ProducerRecord<byte[], byte[]> received(int sequence, Long timestamp) throws RegistryException {
        return record(
                Topics.RECEIVED,
                sequence,
                ArrivalPattern.RECEIVER,
                Map.of("codec", "jpeg20", "snr_db", "12.5"),
                timestamp);
    }

    private ProducerRecord<byte[], byte[]> record(
            String topic, int sequence, String receiver, Map<String, String> tags, Long timestamp)
            throws RegistryException {
        FrameWriter.Encoded encoded = writer.write(
                topic,
                Frame.newBuilder()
                        .setStream(ArrivalPattern.STREAM)
                        .setSequence(sequence)
                        .setReceiver(receiver)
                        .setCapturedAt(Instant.ofEpochMilli(1_800_000_000_000L + 33L * sequence))
                        .setPayload(ByteBuffer.wrap(pictures[(sequence + (receiver == null ? 0 : 7)) % PICTURES]))
                        .setMediaType("image/jpeg")
                        .setTags(tags)
                        .build());
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, null, timestamp, encoded.key(), encoded.value());
        encoded.headers().forEach((name, value) -> record.headers().add(name, value));
        return record;
    }
}
