package io.sessmonitor.deploy.it;

import io.sessmonitor.schemas.ClaimCheck;
import io.sessmonitor.schemas.Frame;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.Sha256;
import io.sessmonitor.schemas.wire.WireCodec;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;

/**
 * Records nobody should write, one of each kind. Those that cannot be read as a frame have the dead letters' reason they
 * end with; those that can, but whose picture is bad, are the received side of a good sent frame and have its outcome.
 */
final class PoisonRecords {

    /** Name of the header by which a record is known again in the dead letters. */
    static final String KIND = "poison";

    /** The biggest value the monitor is to take; {@code topics.max-record-bytes}. */
    static final int MAX_BYTES = 256 << 10;

    static final String STREAM = "cam";
    static final String RECEIVER = "near";

    /** A record for the dead letters. */
    record Letter(String kind, String reason, ProducerRecord<byte[], byte[]> message) {}

    /** A received frame with a bad picture. */
    record Picture(String kind, Outcome outcome, Object payload) {}

    private final String sentTopic;
    private final String receivedTopic;
    private final int partitions;
    private final WireCodec codec;
    private final List<Letter> letters = new ArrayList<>();
    private long sequence = 1_000_000;

    private PoisonRecords(String prefix, int partitions, WireCodec codec) {
        this.sentTopic = prefix + "sent";
        this.receivedTopic = prefix + "received";
        this.partitions = partitions;
        this.codec = codec;
    }

    /** One of each kind for the dead letters. */
    static List<Letter> letters(String prefix, int partitions, WireCodec codec, byte[] goodPicture) throws Exception {
        PoisonRecords records = new PoisonRecords(prefix, partitions, codec);
        records.keys(goodPicture);
        records.bytes(goodPicture);
        records.fields(goodPicture);
        return records.letters;
    }

    private void keys(byte[] picture) throws Exception {
        byte[] value = codec.encode(sentTopic, frame(0, null, picture));
        add("no key", "bad-key", sentTopic, null, value);
        add("empty key", "bad-key", sentTopic, "", value);
        add("key without slash", "bad-key", sentTopic, "cam", value);
        add("key without stream", "bad-key", sentTopic, "/1", value);
        add("negative sequence", "bad-key", sentTopic, "cam/-1", value);
        add("sequence with leading zero", "bad-key", sentTopic, "cam/01", value);
        add("sequence beyond 64 bits", "bad-key", sentTopic, "cam/99999999999999999999", value);
        add("key of 100 kB", "bad-key", sentTopic, "x".repeat(100_000) + "/1", value);
        add("key with '>'", "bad-key", sentTopic, "cam>near/1", value);
        letters.add(new Letter(
                "key that is not UTF-8",
                "bad-key",
                new ProducerRecord<>(sentTopic, new byte[] {(byte) 0xC3, 0x28, '/', '1'}, value)));
        add("key of another sequence", "bad-key", sentTopic, "cam/" + ++sequence, value);
        add("key of another stream", "bad-key", sentTopic, "mac/0", value);
        byte[] key = bytes("cam/" + ++sequence);
        int home = Utils.toPositive(Utils.murmur2(key)) % partitions;
        letters.add(new Letter(
                "on the wrong partition",
                "wrong-partition",
                new ProducerRecord<>(
                        sentTopic,
                        (home + 1) % partitions,
                        key,
                        codec.encode(sentTopic, frame(sequence, null, picture)))));
    }

    private void bytes(byte[] picture) throws Exception {
        byte[] value = codec.encode(sentTopic, frame(++sequence, null, picture));
        String key = "cam/" + sequence;
        add("no value", "no-value", sentTopic, key, null);
        add("empty value", "not-wire-format", sentTopic, key, new byte[0]);
        add("only the header", "not-decodable", sentTopic, key, Arrays.copyOf(value, 5));
        add("wrong magic", "not-wire-format", sentTopic, key, changed(value, 0, 7));
        add("unknown schema ID", "unknown-schema", sentTopic, key, changed(value, 2, 99));
        add("cut off", "not-decodable", sentTopic, key, Arrays.copyOf(value, value.length / 2));
        add("bytes after the end", "not-decodable", sentTopic, key, Arrays.copyOf(value, value.length + 1));
        add("text", "not-wire-format", sentTopic, key, bytes("{\"stream\": \"cam\"}"));
        add("schema of a score", "not-decodable", sentTopic, key, codec.encode("p.scores", TestNet.anyScore()));
        // The first field's length, zigzag: some two billion characters.
        byte[] claims = ByteBuffer.allocate(10)
                .put(value, 0, 5)
                .put(new byte[] {(byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F})
                .array();
        add("length of 2 GB", "not-decodable", sentTopic, key, claims);
        byte[] large = codec.encode(sentTopic, frame(sequence, null, new byte[MAX_BYTES]));
        add("larger than allowed", "too-large", sentTopic, key, large);
    }

    private void fields(byte[] picture) throws Exception {
        field("receiver on the sent side", sentTopic, frame -> frame.setReceiver(RECEIVER), picture);
        field("no receiver on the received side", receivedTopic, frame -> {}, picture);
        field("empty receiver", receivedTopic, frame -> frame.setReceiver(""), picture);
        field("receiver with '>'", receivedTopic, frame -> frame.setReceiver("a>b"), picture);
        field("captured before 1970", sentTopic, frame -> frame.setCapturedAt(Instant.ofEpochSecond(-1)), picture);
        field(
                "captured after 9999",
                sentTopic,
                frame -> frame.setCapturedAt(
                        Instant.parse("9999-12-31T23:59:59Z").plusSeconds(60)),
                picture);
        Map<String, String> tags = new HashMap<>();
        for (int tag = 0; tag < 65; tag++) {
            tags.put("tag" + tag, "");
        }
        field("65 tags", sentTopic, frame -> frame.setTags(tags), picture);
        field("tag of 2000 characters", sentTopic, frame -> frame.setTags(Map.of("t", "x".repeat(2000))), picture);
        field("control character in a tag", sentTopic, frame -> frame.setTags(Map.of("t", "a\u0000b")), picture);
        field("claim check without URI", sentTopic, frame -> frame.setPayload(claim("", picture, 1)), picture);
        field("claim check of -1 bytes", sentTopic, frame -> frame.setPayload(claim("file:/a", picture, -1)), picture);
        Frame stranger = frame(++sequence, "stranger", picture);
        add(
                "link that is not declared",
                "undeclared-link",
                receivedTopic,
                "cam/" + sequence,
                codec.encode(receivedTopic, stranger));
    }

    /** One of each kind whose picture is bad. */
    static List<Picture> pictures(byte[] goodPicture, Path allowed, Path forbidden) throws Exception {
        Path inside = Files.write(allowed.resolve("good.jpg"), goodPicture);
        Path outside = Files.write(forbidden.resolve("good.jpg"), goodPicture);
        Path link = Files.createSymbolicLink(allowed.resolve("link.jpg"), outside);
        String climbing = allowed.toUri() + "../" + forbidden.getFileName() + "/good.jpg";
        int length = goodPicture.length;
        return List.of(
                new Picture("empty picture", Outcome.UNDECODABLE, picture(new byte[0])),
                new Picture("text for a picture", Outcome.UNDECODABLE, picture(bytes("no picture"))),
                new Picture("picture cut off", Outcome.UNDECODABLE, picture(Arrays.copyOf(goodPicture, length / 2))),
                new Picture(
                        "picture of zeros after its beginning",
                        Outcome.UNDECODABLE,
                        picture(Arrays.copyOf(Arrays.copyOf(goodPicture, 20), length))),
                new Picture("decompression bomb", Outcome.UNDECODABLE, picture(png(60_000, 60_000))),
                new Picture("picture of 1 x 40000", Outcome.UNDECODABLE, picture(png(1, 40_000))),
                new Picture(
                        "claim check outside the folders",
                        Outcome.FAILED,
                        claim(outside.toUri().toString(), goodPicture, length)),
                new Picture("claim check that climbs out", Outcome.FAILED, claim(climbing, goodPicture, length)),
                new Picture(
                        "claim check through a link",
                        Outcome.FAILED,
                        claim(link.toUri().toString(), goodPicture, length)),
                new Picture("claim check that is no URI", Outcome.FAILED, claim("::", goodPicture, length)),
                new Picture(
                        "claim check with wrong hash",
                        Outcome.FAILED,
                        claim(inside.toUri().toString(), bytes("other"), length)),
                new Picture(
                        "claim check with wrong size",
                        Outcome.FAILED,
                        claim(inside.toUri().toString(), goodPicture, length + 1)),
                new Picture(
                        "claim check of nothing",
                        Outcome.FAILED,
                        claim(allowed.resolve("none.jpg").toUri().toString(), goodPicture, length)));
    }

    private void field(String kind, String topic, Consumer<Frame> change, byte[] picture) throws Exception {
        Frame frame = frame(++sequence, null, picture);
        change.accept(frame);
        add(kind, "bad-field", topic, "cam/" + sequence, codec.encode(topic, frame));
    }

    private void add(String kind, String reason, String topic, String key, byte[] value) {
        byte[] keyBytes = key == null ? null : bytes(key);
        letters.add(new Letter(kind, reason, new ProducerRecord<>(topic, keyBytes, value)));
    }

    private static Frame frame(long sequence, String receiver, byte[] picture) {
        return TestNet.frame(STREAM, sequence, receiver, picture);
    }

    private static ByteBuffer picture(byte[] bytes) {
        return ByteBuffer.wrap(bytes);
    }

    private static ClaimCheck claim(String uri, byte[] hashed, long size) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(hashed);
            return new ClaimCheck(uri, new Sha256(hash), size);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] changed(byte[] value, int at, int to) {
        byte[] changed = value.clone();
        changed[at] = (byte) to;
        return changed;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A PNG that says it is so large, and has hardly any data. */
    private static byte[] png(int width, int height) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        chunk(out, "IHDR", header);
        chunk(out, "IDAT", new byte[] {0x78, (byte) 0x9C, 3, 0, 0, 0, 0, 1});
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) throws Exception {
        CRC32 crc = new CRC32();
        crc.update(bytes(type));
        crc.update(data);
        DataOutputStream chunk = new DataOutputStream(out);
        chunk.writeInt(data.length);
        chunk.write(bytes(type));
        chunk.write(data);
        chunk.writeInt((int) crc.getValue());
    }
}
