package io.sessmonitor.topology.ingest;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Puts a frame on the partition its key belongs to, and news of a link on all. */
public final class ExchangePartitioner implements StreamPartitioner<byte[], byte[]> {

    @Override
    public Optional<Set<Integer>> partitions(String topic, byte[] key, byte[] value, int partitions) {
        return Optional.of(
                ExchangeRecord.isForAll(value)
                        ? IntStream.range(0, partitions).boxed().collect(Collectors.toSet())
                        : Set.of(KeyPolicy.home(key, partitions)));
    }
}
