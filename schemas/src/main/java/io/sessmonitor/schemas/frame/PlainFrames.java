package io.sessmonitor.schemas.frame;

import io.sessmonitor.schemas.PictureSide;
import io.sessmonitor.schemas.envelope.FrameEnvelope;
import io.sessmonitor.schemas.envelope.Names;
import io.sessmonitor.schemas.envelope.PayloadRef;
import io.sessmonitor.schemas.wire.BoundedDecoder;
import io.sessmonitor.schemas.wire.MalformedRecordException;
import io.sessmonitor.schemas.wire.MalformedRecordException.Reason;
import io.sessmonitor.schemas.wire.Recurring;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The short way for nearly all frames: those written with the very schema of {@code frame.avsc}, with the picture in the record. Reads
 * them without making a {@code Frame}; names and tags, which come again from frame to frame, are made and checked once. It refuses
 * what it does not know or finds wrong without a word: {@link AvroFrameReader} then goes the long way, which has the words. Safe for
 * use by many threads.
 */
final class PlainFrames {

    private interface Check {
        String checked(byte[] bytes, int from, int length) throws IOException, MalformedRecordException;
    }

    private final Recurring<String> names = new Recurring<>();
    private final Recurring<String> mediaTypes = new Recurring<>();
    private final Recurring<Map<String, String>> tags = new Recurring<>();

    /** The frame of a record whose value has it from index {@code start} on; null if it has to go the long way. */
    DecodedFrame read(FrameRecord record, int start) {
        try {
            return read(record, record.value(), new BoundedDecoder(record.value(), start));
        } catch (IOException | MalformedRecordException e) {
            return null;
        }
    }

    private DecodedFrame read(FrameRecord record, byte[] value, BoundedDecoder in)
            throws IOException, MalformedRecordException {
        int length = in.readLength();
        int from = in.at();
        String stream = text(names, PlainFrames::name, value, in, length);
        long sequence = in.readLong();
        if (!isKey(record.key(), value, from, length, sequence)
                || in.readIndex() != (record.side() == PictureSide.SENT ? 0 : 1)) {
            return null;
        }
        String receiver =
                record.side() == PictureSide.SENT ? null : text(names, PlainFrames::name, value, in, in.readLength());
        long capturedAt = FrameRules.micros(in.readLong(), Reason.BAD_FIELD);
        if (in.readIndex() != 0) {
            return null;
        }
        byte[] payload = in.readBytes(null).array();
        String mediaType = text(mediaTypes, PlainFrames::mediaType, value, in, in.readLength());
        Map<String, String> tags = tags(value, in);
        return in.left() > 0
                ? null
                : new DecodedFrame(
                        new FrameEnvelope(
                                stream,
                                sequence,
                                receiver,
                                capturedAt,
                                mediaType,
                                tags,
                                new PayloadRef.LogRecord(record.topic(), record.partition(), record.offset())),
                        payload);
    }

    private static String text(Recurring<String> known, Check check, byte[] value, BoundedDecoder in, int length)
            throws IOException, MalformedRecordException {
        int from = in.at();
        in.skipFixed(length);
        String text = known.get(value, from, length);
        if (text == null) {
            text = check.checked(value, from, length);
            known.put(value, from, length, text);
        }
        return text;
    }

    private Map<String, String> tags(byte[] value, BoundedDecoder in) throws IOException, MalformedRecordException {
        int from = in.at();
        Map<String, String> known = tags.get(value, from, in.left());
        if (known != null) {
            in.skipFixed(in.left());
            return known;
        }
        Map<String, String> read = new HashMap<>();
        for (long left = in.readMapStart(); left > 0; left = in.mapNext()) {
            for (; left > 0; left--) {
                read.put(in.readString(), in.readString());
            }
        }
        FrameRules.tags(read, Reason.BAD_FIELD);
        Map<String, String> made = Map.copyOf(read);
        if (in.left() == 0) {
            tags.put(value, from, value.length - from, made);
        }
        return made;
    }

    private static String name(byte[] bytes, int from, int length) throws IOException, MalformedRecordException {
        String name = BoundedDecoder.utf8(bytes, from, length);
        if (Names.problem(name) != null) {
            throw new MalformedRecordException(Reason.BAD_FIELD, "not a name");
        }
        return name;
    }

    private static String mediaType(byte[] bytes, int from, int length) throws IOException, MalformedRecordException {
        String type = BoundedDecoder.utf8(bytes, from, length);
        FrameRules.text("field mediaType", type, FrameRules.MAX_MEDIA_TYPE, Reason.BAD_FIELD);
        return type;
    }

    /** Whether a key is that of a frame, whose stream's name is known to be one. */
    private static boolean isKey(byte[] key, byte[] value, int stream, int length, long sequence) {
        int digits = key == null ? 0 : key.length - length - 1;
        if (digits < 1 || digits > 19 || key[length] != '/' || digits > 1 && key[length + 1] == '0') {
            return false;
        }
        long number = 0;
        for (int i = length + 1; i < key.length; i++) {
            if (key[i] < '0' || key[i] > '9') {
                return false;
            }
            // Nineteen digits that are too much make it negative.
            number = 10 * number + key[i] - '0';
        }
        return number == sequence && number >= 0 && Arrays.equals(key, 0, length, value, stream, stream + length);
    }
}
