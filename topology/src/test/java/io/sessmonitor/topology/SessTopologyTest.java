package io.sessmonitor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.topology.config.MonitorConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.Node;
import org.apache.kafka.streams.TopologyDescription.Processor;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessTopologyTest {

    @Test
    void every_node_and_store_has_its_name_and_place() throws Exception {
        TopologyDescription topology = SessTopology.describe(MonitorConfig.of(Map.of()));
        assertThat(topology.subtopologies()).hasSize(2);
        // Their numbers are in the names of state directories.
        assertThat(lines(topology, 0))
                .containsExactlyInAnyOrder(
                        "sent-source frames.sent -> ingest",
                        "received-source frames.received -> ingest",
                        "ingest [] -> dlq-sink, pairing",
                        "pairing [frames] -> dlq-sink, scores-sink, scoring",
                        "scoring [waiting-pairs] -> scores-sink",
                        "scores-sink sess.scores -> ",
                        "dlq-sink sess.dlq -> ");
        assertThat(lines(topology, 1))
                .containsExactlyInAnyOrder(
                        "scores-source sess.scores -> windows",
                        "windows [open-windows] -> aggregates-sink, windows-dlq-sink",
                        "aggregates-sink sess.aggregates -> ",
                        "windows-dlq-sink sess.dlq -> ");
    }

    @Test
    void without_windows_nothing_reads_the_scores() throws Exception {
        TopologyDescription topology = SessTopology.describe(MonitorConfig.of(Map.of("windows.enabled", "false")));
        assertThat(topology.subtopologies()).hasSize(1);
        assertThat(lines(topology, 0)).hasSize(7).noneMatch(line -> line.contains("aggregates"));
    }

    @Test
    void frames_on_the_wrong_partition_take_a_detour_within_the_first_sub_topology() throws Exception {
        TopologyDescription topology =
                SessTopology.describe(MonitorConfig.of(Map.of("pairing.key-policy", "repartition")));
        assertThat(topology.subtopologies()).hasSize(2);
        assertThat(lines(topology, 0))
                .contains(
                        "ingest [] -> dlq-sink, exchange-sink, pairing",
                        "exchange-sink sess.exchange -> ",
                        "exchange-source sess.exchange -> exchange-ingest",
                        "exchange-ingest [] -> dlq-sink, pairing");
    }

    @Test
    void rules_stand_behind_the_windows_with_a_store_of_their_own(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("rules.yaml"), "rules: [{name: s, kind: no-data, after: 30s}]");
        TopologyDescription topology = SessTopology.describe(MonitorConfig.of(Map.of("rules.file", file.toString())));
        assertThat(topology.subtopologies()).hasSize(2);
        assertThat(lines(topology, 1))
                .containsExactlyInAnyOrder(
                        "scores-source sess.scores -> windows",
                        "windows [open-windows] -> aggregates-sink, alerts, windows-dlq-sink",
                        "aggregates-sink sess.aggregates -> ",
                        "alerts [alerts] -> alerts-sink",
                        "alerts-sink sess.alerts -> ",
                        "windows-dlq-sink sess.dlq -> ");
    }

    private static List<String> lines(TopologyDescription topology, int id) {
        return topology.subtopologies().stream()
                .filter(part -> part.id() == id)
                .flatMap(part -> part.nodes().stream())
                .map(SessTopologyTest::line)
                .toList();
    }

    private static String line(Node node) {
        String what = node instanceof Source source
                ? String.join(",", source.topicSet())
                : node instanceof Sink sink
                        ? sink.topic()
                        : ((Processor) node).stores().toString();
        return node.name() + " " + what + " -> " + names(node.successors());
    }

    private static String names(Collection<Node> nodes) {
        return nodes.stream().map(Node::name).sorted().collect(Collectors.joining(", "));
    }
}
