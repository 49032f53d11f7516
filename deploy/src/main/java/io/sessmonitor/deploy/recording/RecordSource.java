package io.sessmonitor.deploy.recording;

import io.sessmonitor.schemas.RecordedRecord;
import io.sessmonitor.schemas.wire.ConfluentWireCodec;
import java.io.IOException;

/** Records in the order in which they are to be used, once. Used by one thread. */
public interface RecordSource extends ConfluentWireCodec.SchemaLookup, AutoCloseable {

    /**
     * The next record.
     *
     * @return null at the end
     * @throws IOException if it cannot be read
     */
    RecordedRecord next() throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
}
