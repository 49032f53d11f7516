package io.sessmonitor.schemas.frame;

import java.util.Map;
import java.util.function.BiConsumer;

/** The headers of a record, as far as codecs need them. If a name occurs more than once, the last one counts. */
public interface RecordHeaders {

    /** No headers at all. */
    RecordHeaders NONE = of(Map.of());

    /** The last header of that name, or null if there is none or it has no value. */
    byte[] last(String name);

    /** Passes every header in order; a value may be null. */
    void forEach(BiConsumer<String, byte[]> each);

    /** Headers out of a map, which is not copied. */
    static RecordHeaders of(Map<String, byte[]> headers) {
        return new RecordHeaders() {
            @Override
            public byte[] last(String name) {
                return headers.get(name);
            }

            @Override
            public void forEach(BiConsumer<String, byte[]> each) {
                headers.forEach(each);
            }
        };
    }
}
