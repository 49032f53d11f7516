package io.sessmonitor.schemas.frame;

import io.sessmonitor.schemas.wire.WireCodec;
import java.util.Locale;
import java.util.Objects;

/**
 * How frames are written on the input topics (setting {@code input.format}). In both, the key is UTF-8 {@code stream/sequence}.
 *
 * <p>Limits that both keep: names as in {@link io.sessmonitor.schemas.envelope.Names}; times between 1970 and 9999; at most 64 tags of
 * at most 1024 characters; a claim's URI of at most 2048 characters.
 */
public enum FrameFormat {
    /** The value is an Avro {@code Frame}; key and value must agree. */
    AVRO,
    /**
     * The value is the encoded picture itself, with the headers
     *
     * <ul>
     *   <li>{@code receiver}: required on the received side, refused on the sent side
     *   <li>{@code captured-at}: microseconds since 1970 in decimal digits, or an ISO-8601 instant such as {@code
     *       2026-01-31T12:00:00.5Z}; without it the record's timestamp counts
     *   <li>{@code tag.NAME}: a tag
     * </ul>
     *
     * all as UTF-8 text. Claim checks need {@link #AVRO}.
     */
    RAW;

    /** Header of {@link #RAW} that says when the picture was taken. */
    public static final String CAPTURED_AT = "captured-at";

    /**
     * Finds a format by the name used in the configuration.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static FrameFormat of(String name) {
        for (FrameFormat format : values()) {
            if (format.configName().equals(name)) {
                return format;
            }
        }
        throw new IllegalArgumentException("input.format is avro or raw, not '" + name + "'");
    }

    /** The name used in the configuration: {@code avro} or {@code raw}. */
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Makes a reader.
     *
     * @param codec decodes Avro; not used by {@link #RAW}, and may then be null
     * @param maxRecordBytes largest value that is read; larger ones are malformed
     */
    public FrameReader reader(WireCodec codec, int maxRecordBytes) {
        return switch (this) {
            case AVRO -> new AvroFrameReader(Objects.requireNonNull(codec, "codec"), maxRecordBytes);
            case RAW -> new RawFrameReader(maxRecordBytes);
        };
    }

    /**
     * Makes a writer.
     *
     * @param codec encodes Avro; not used by {@link #RAW}, and may then be null
     */
    public FrameWriter writer(WireCodec codec) {
        return switch (this) {
            case AVRO -> new AvroFrameWriter(Objects.requireNonNull(codec, "codec"));
            case RAW -> new RawFrameWriter();
        };
    }
}
