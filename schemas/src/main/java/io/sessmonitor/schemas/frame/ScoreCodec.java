package io.sessmonitor.schemas.frame;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.envelope.Link;
import io.sessmonitor.schemas.wire.MalformedRecordException;
import io.sessmonitor.schemas.wire.RegistryRefusedException;
import io.sessmonitor.schemas.wire.RegistryUnavailableException;
import io.sessmonitor.schemas.wire.WireCodec;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Scores as records of {@code sess.scores}: key UTF-8 {@code stream>receiver}, value Avro. Safe for use by many threads. */
public final class ScoreCodec {

    /** Header that says how long the steps of a score took: UTF-8 {@code decode=1200,graph=34000}, microseconds. */
    public static final String TIMINGS = "timings";

    /** A score is a few kilobytes; this leaves room for hundreds of objects. */
    private static final int MAX_BYTES = 8 << 20;

    private final WireCodec codec;

    public ScoreCodec(WireCodec codec) {
        this.codec = Objects.requireNonNull(codec, "codec");
    }

    /** The record's key. */
    public byte[] key(FrameScore score) {
        return new Link(score.getStream(), score.getReceiver()).key().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Encodes a score.
     *
     * @throws RegistryUnavailableException if the schema's ID could not be had in time; call again
     * @throws RegistryRefusedException if the registry will not take, or does not know, the schema
     */
    public byte[] encode(String topic, FrameScore score) throws RegistryUnavailableException, RegistryRefusedException {
        return codec.encode(topic, score);
    }

    /**
     * Decodes a score.
     *
     * @throws MalformedRecordException if the value is bad
     * @throws RegistryUnavailableException if the writer's schema could not be had in time; call again
     */
    public FrameScore decode(String topic, byte[] value) throws MalformedRecordException, RegistryUnavailableException {
        return codec.decode(topic, FrameRules.value(value, MAX_BYTES), FrameScore.class);
    }
}
