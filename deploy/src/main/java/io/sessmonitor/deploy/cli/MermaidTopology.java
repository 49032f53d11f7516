package io.sessmonitor.deploy.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.Node;
import org.apache.kafka.streams.TopologyDescription.Processor;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;
import org.apache.kafka.streams.TopologyDescription.Subtopology;

/** A topology as a Mermaid flow chart: topics round, stores as cylinders, each sub-topology in its own frame. */
final class MermaidTopology {

    private final Map<String, String> ids = new LinkedHashMap<>();
    private final List<String> nodes = new ArrayList<>();
    private final List<String> arrows = new ArrayList<>();

    private MermaidTopology() {}

    static String of(TopologyDescription description) {
        MermaidTopology chart = new MermaidTopology();
        description.subtopologies().stream()
                .sorted(Comparator.comparingInt(Subtopology::id))
                .forEach(chart::subtopology);
        List<String> lines = new ArrayList<>();
        lines.add("flowchart LR");
        lines.addAll(chart.nodes);
        lines.addAll(chart.arrows);
        return String.join("\n", lines);
    }

    private void subtopology(Subtopology subtopology) {
        List<Node> members = subtopology.nodes().stream()
                .sorted(Comparator.comparing(Node::name))
                .toList();
        nodes.add("  subgraph sub" + subtopology.id() + "[\"Sub-topology " + subtopology.id() + "\"]");
        for (Node node : members) {
            nodes.add("    " + id("node " + node.name()) + "[\"" + node.name() + "\"]");
            if (node instanceof Processor processor) {
                new TreeSet<>(processor.stores()).forEach(store -> {
                    if (!ids.containsKey("store " + store)) {
                        nodes.add("    " + id("store " + store) + "[(\"" + store + "\")]");
                    }
                    arrows.add("  " + id("node " + node.name()) + " -.- " + id("store " + store));
                });
            }
        }
        nodes.add("  end");
        for (Node node : members) {
            if (node instanceof Source source && source.topicSet() != null) {
                new TreeSet<>(source.topicSet()).forEach(topic -> {
                    topic(topic);
                    arrows.add("  " + id("topic " + topic) + " --> " + id("node " + node.name()));
                });
            } else if (node instanceof Sink sink && sink.topic() != null) {
                topic(sink.topic());
                arrows.add("  " + id("node " + node.name()) + " --> " + id("topic " + sink.topic()));
            }
            node.successors().stream()
                    .map(Node::name)
                    .sorted()
                    .forEach(next -> arrows.add("  " + id("node " + node.name()) + " --> " + id("node " + next)));
        }
    }

    private void topic(String topic) {
        if (!ids.containsKey("topic " + topic)) {
            nodes.add("  " + id("topic " + topic) + "([\"" + topic + "\"])");
        }
    }

    /** Short identifiers: names hold characters that Mermaid gives a meaning. */
    private String id(String what) {
        return ids.computeIfAbsent(what, w -> "n" + ids.size());
    }
}
