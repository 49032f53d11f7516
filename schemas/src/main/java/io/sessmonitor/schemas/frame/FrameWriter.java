package io.sessmonitor.schemas.frame;

import io.sessmonitor.schemas.Frame;
import io.sessmonitor.schemas.wire.RegistryRefusedException;
import io.sessmonitor.schemas.wire.RegistryUnavailableException;
import java.util.Map;

/** Writes frames as records of an input topic: what a producer does. Safe for use by many threads. */
public interface FrameWriter {

    /**
     * A record to produce.
     *
     * @param key key bytes
     * @param value value bytes
     * @param headers headers by name
     */
    record Encoded(byte[] key, byte[] value, Map<String, byte[]> headers) {}

    /**
     * Encodes a frame; a frame whose receiver is null goes to the sent side.
     *
     * @throws IllegalArgumentException if the frame breaks a rule that readers check
     * @throws RegistryUnavailableException if the schema's ID could not be had in time; call again
     * @throws RegistryRefusedException if the registry will not take, or does not know, the schema
     */
    Encoded write(String topic, Frame frame) throws RegistryUnavailableException, RegistryRefusedException;
}
