package io.sessmonitor.topology.window;

import io.sessmonitor.schemas.LinkAggregate;
import io.sessmonitor.schemas.envelope.Link;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Puts all windows of a link on one partition, in the order they were written in: that of the link as a key. */
public final class LinkPartitioner implements StreamPartitioner<String, LinkAggregate> {

    @Override
    public Optional<Set<Integer>> partitions(String topic, String key, LinkAggregate aggregate, int partitions) {
        byte[] link =
                new Link(aggregate.getStream(), aggregate.getReceiver()).key().getBytes(StandardCharsets.UTF_8);
        return Optional.of(Set.of(Utils.toPositive(Utils.murmur2(link)) % partitions));
    }
}
