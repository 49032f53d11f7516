package io.sessmonitor.deploy.bench;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.StreamJoined;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** What the monitor is compared with. Both write results of the size of a score, under the key of the frame. */
final class Peers {

    private static final Duration WAIT = Duration.ofSeconds(5);

    private Peers() {}

    /**
     * The least that anything must do: takes both topics in, writes a result for each received record, under
     * transactions. No state, no pairing. Never returns but by an exception.
     */
    static void bareLoop(
            String bootstrap, int commitMillis, Map<String, Object> producerSettings, byte[] result, Runnable ready) {
        Map<String, Object> in = new HashMap<>(Map.of(
                "bootstrap.servers", bootstrap,
                "group.id", "bare",
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest",
                "enable.auto.commit", "false",
                "max.poll.records", "1000",
                "interceptor.classes", Probe.Polled.class.getName()));
        Map<String, Object> out = new HashMap<>(producerSettings);
        out.put("bootstrap.servers", bootstrap);
        out.put("transactional.id", "bare");
        out.put("interceptor.classes", Probe.Produced.class.getName());
        try (KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(in, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(out, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            consumer.subscribe(List.of(Topics.SENT, Topics.RECEIVED), new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                    ready.run();
                }
            });
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            boolean open = false;
            long due = 0;
            while (true) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(
                        Duration.ofMillis(open ? Math.max(0, (due - System.nanoTime()) / 1_000_000) : 100));
                for (TopicPartition partition : records.partitions()) {
                    List<ConsumerRecord<byte[], byte[]>> batch = records.records(partition);
                    if (!open) {
                        producer.beginTransaction();
                        open = true;
                        due = System.nanoTime() + commitMillis * 1_000_000L;
                    }
                    if (partition.topic().equals(Topics.RECEIVED)) {
                        for (ConsumerRecord<byte[], byte[]> record : batch) {
                            producer.send(new ProducerRecord<>(Topics.RESULTS, record.key(), result));
                        }
                    }
                    offsets.put(
                            partition,
                            new OffsetAndMetadata(batch.get(batch.size() - 1).offset() + 1));
                }
                if (open && System.nanoTime() >= due) {
                    producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
                    producer.commitTransaction();
                    offsets.clear();
                    open = false;
                }
            }
        }
    }

    /** The same through Kafka Streams: what it costs before anybody pairs anything. */
    static KafkaStreams passThrough(Properties settings, byte[] result) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(List.of(Topics.SENT, Topics.RECEIVED), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .process(() -> new ContextualProcessor<byte[], byte[], byte[], byte[]>() {
                    @Override
                    public void process(Record<byte[], byte[]> record) {
                        if (context().recordMetadata().orElseThrow().topic().equals(Topics.RECEIVED)) {
                            context().forward(record.withValue(result));
                        }
                    }
                })
                .to(Topics.RESULTS, Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        return new KafkaStreams(builder.build(), settings);
    }

    /** What somebody would write first: the DSL's windowed outer join, with whole frames in its stores. */
    static KafkaStreams outerJoin(Properties settings, byte[] result) {
        StreamsBuilder builder = new StreamsBuilder();
        Consumed<byte[], byte[]> bytes = Consumed.with(Serdes.ByteArray(), Serdes.ByteArray());
        KStream<byte[], byte[]> sent = builder.stream(Topics.SENT, bytes);
        KStream<byte[], byte[]> received = builder.stream(Topics.RECEIVED, bytes);
        sent.outerJoin(
                        received,
                        (left, right) -> result,
                        JoinWindows.ofTimeDifferenceWithNoGrace(WAIT),
                        StreamJoined.with(Serdes.ByteArray(), Serdes.ByteArray(), Serdes.ByteArray())
                                .withName("pair")
                                .withStoreName("pair"))
                .to(Topics.RESULTS, Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        return new KafkaStreams(builder.build(), settings);
    }
}
