package io.sessmonitor.topology.ingest;

import io.sessmonitor.schemas.frame.RecordHeaders;
import java.util.function.BiConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Kafka's headers as the schemas module sees them. */
record KafkaHeaders(Headers headers) implements RecordHeaders {

    @Override
    public byte[] last(String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : header.value();
    }

    @Override
    public void forEach(BiConsumer<String, byte[]> each) {
        for (Header header : headers) {
            each.accept(header.key(), header.value());
        }
    }
}
