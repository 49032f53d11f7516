package io.sessmonitor.topology.serde;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.frame.ScoreCodec;
import io.sessmonitor.schemas.wire.RegistryRefusedException;
import io.sessmonitor.schemas.wire.RegistryUnavailableException;
import io.sessmonitor.topology.failure.RetryLaterException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Scores in Confluent wire format. The schema's ID is asked for once, at start, so the registry may be away later; if it
 * is away before that, the thread is replaced and tries again.
 */
public final class ScoreSerializer implements Serializer<FrameScore> {

    private final ScoreCodec codec;

    public ScoreSerializer(ScoreCodec codec) {
        this.codec = codec;
    }

    @Override
    public byte[] serialize(String topic, FrameScore score) {
        if (score == null) {
            return null;
        }
        try {
            return codec.encode(topic, score);
        } catch (RegistryUnavailableException e) {
            throw new RetryLaterException(e.getMessage(), e);
        } catch (RegistryRefusedException e) {
            throw new SerializationException("schema FrameScore for topic " + topic + ": " + e.getMessage(), e);
        }
    }
}
