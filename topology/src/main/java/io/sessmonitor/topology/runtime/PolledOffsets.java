package io.sessmonitor.topology.runtime;

import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Tells {@link LogEnds} how far a consumer has got. Kafka makes one for each consumer, and calls it on the thread that polls.
 */
public final class PolledOffsets implements ConsumerInterceptor<byte[], byte[]> {

    /** The property that hands over the {@link LogEnds}. */
    private static final String TELLS = "sess.monitor.log.ends";

    private LogEnds ends;

    /** Gives one to each consumer that reads the topology's topics, behind the interceptors that people have set. */
    static void add(Properties streams, LogEnds ends) {
        String name = StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
        Stream<Object> set = Stream.of(
                        name,
                        StreamsConfig.consumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
                        ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG)
                .filter(streams::containsKey)
                .map(streams::get)
                .limit(1);
        streams.put(
                name,
                Stream.concat(set, Stream.of(PolledOffsets.class.getName()))
                        .map(Object::toString)
                        .filter(classes -> !classes.isBlank())
                        .collect(Collectors.joining(",")));
        streams.put(StreamsConfig.mainConsumerPrefix(TELLS), ends);
    }

    @Override
    public void configure(Map<String, ?> settings) {
        ends = (LogEnds) settings.get(TELLS);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        ends.polled(records);
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        // Commits are transactions here, which no consumer makes.
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
