package io.sessmonitor.deploy.cli;

import io.sessmonitor.deploy.config.ConfigSourceException;
import io.sessmonitor.deploy.config.ConfigSources;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.config.MonitorConfigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Options that make the monitor's configuration; mix them in with {@code @Mixin}. */
public final class ConfigOptions {

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Settings as YAML.")
    private Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting, over the file's and the environment's; may be given many times.")
    private List<String> sets = List.of();

    /**
     * Reads the file, the environment and {@code --set}, in this order, later wins.
     *
     * @throws CommandException a usage error that names each setting that is wrong, and where it was set
     */
    public MonitorConfig read(Console console) {
        return read(console, List.of());
    }

    /** The same with settings of the command's own, which win. */
    MonitorConfig read(Console console, List<String> own) {
        List<String> all = new ArrayList<>(sets);
        all.addAll(own);
        ConfigSources sources;
        try {
            sources = ConfigSources.read(file, console.environment(), all);
        } catch (ConfigSourceException e) {
            throw CommandException.usage(e.getMessage());
        }
        try {
            return MonitorConfig.of(sources.flat());
        } catch (MonitorConfigException e) {
            throw CommandException.usage(
                    e.problems().stream().map(sources::located).collect(Collectors.joining("\n")));
        }
    }
}
