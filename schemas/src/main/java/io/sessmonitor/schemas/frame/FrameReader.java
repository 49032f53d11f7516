package io.sessmonitor.schemas.frame;

import io.sessmonitor.schemas.wire.MalformedRecordException;
import io.sessmonitor.schemas.wire.RegistryUnavailableException;

/** Reads frames out of the records of an input topic. Safe for use by many threads. Made by {@link FrameFormat}. */
public interface FrameReader {

    /**
     * Reads a frame and checks all that can be checked without looking at pixels: key, names, number, times, sizes.
     *
     * @throws MalformedRecordException if the record is bad, with the reason; reading it again will not help
     * @throws RegistryUnavailableException if the writer's schema could not be had in time; call again with the same record
     */
    DecodedFrame read(FrameRecord record) throws MalformedRecordException, RegistryUnavailableException;

    /**
     * Takes only the encoded picture out of a value that {@link #read} once accepted, for pictures that are read from the log again.
     *
     * @param topic topic the value is from
     * @param value the record's value
     * @throws MalformedRecordException if the value is bad or holds a claim check instead of a picture
     * @throws RegistryUnavailableException as for {@link #read}
     */
    byte[] payload(String topic, byte[] value) throws MalformedRecordException, RegistryUnavailableException;
}
