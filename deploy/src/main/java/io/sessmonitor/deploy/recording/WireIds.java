package io.sessmonitor.deploy.recording;

import io.sessmonitor.schemas.wire.ConfluentWireCodec;
import java.nio.ByteBuffer;

/** The schema ID in a value of Confluent's wire format. */
final class WireIds {

    private WireIds() {}

    /** The ID, or -1 if the value cannot be of that format. */
    static int of(byte[] value) {
        if (value == null || value.length < ConfluentWireCodec.HEADER || value[0] != 0) {
            return -1;
        }
        return Math.max(-1, ByteBuffer.wrap(value, 1, Integer.BYTES).getInt());
    }

    /** The value with another ID; the same array if it has that one. */
    static byte[] replace(byte[] value, int id) {
        if (of(value) == id) {
            return value;
        }
        byte[] changed = value.clone();
        ByteBuffer.wrap(changed, 1, Integer.BYTES).putInt(id);
        return changed;
    }
}
