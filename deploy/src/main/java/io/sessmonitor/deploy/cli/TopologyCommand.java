package io.sessmonitor.deploy.cli;

import io.sessmonitor.topology.SessTopology;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.kafka.streams.TopologyDescription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code topology}: prints the Streams topology. */
@Command(
        name = "topology",
        description = {"Print the Kafka Streams topology that a configuration makes: topics, nodes, stores.", ""})
final class TopologyCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private CommonOptions common;

    @Mixin
    private ConfigOptions configOptions;

    @Mixin
    private OutOption outOption;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text (as Kafka Streams describes it) or mermaid (a diagram). Default: ${DEFAULT-VALUE}.")
    private Format format;

    /** How to print. */
    enum Format {
        TEXT,
        MERMAID
    }

    TopologyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        TopologyDescription description = SessTopology.describe(configOptions.read(console));
        try (OutOption.Sink sink = outOption.open(console)) {
            String text = format == Format.TEXT ? description.toString() : MermaidTopology.of(description);
            sink.writer().println(text.strip());
        }
        return ExitCodes.FINE;
    }
}
