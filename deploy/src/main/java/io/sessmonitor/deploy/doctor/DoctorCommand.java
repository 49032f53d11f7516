package io.sessmonitor.deploy.doctor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sessmonitor.deploy.cli.CommandException;
import io.sessmonitor.deploy.cli.CommonOptions;
import io.sessmonitor.deploy.cli.ConfigOptions;
import io.sessmonitor.deploy.cli.Console;
import io.sessmonitor.deploy.cli.ExitCodes;
import io.sessmonitor.deploy.cli.TextOrJsonOption;
import io.sessmonitor.deploy.doctor.Finding.Level;
import io.sessmonitor.topology.config.MonitorConfig;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sess-monitor doctor}. */
@Command(
        name = "doctor",
        description = {
            "Checks what the monitor needs with a configuration: this machine, models and device, broker, topics, "
                    + "transactions, schema registry. Says what it found and, for a problem, what to do. Changes nothing.",
            ""
        },
        footer = {"", "Exit codes: 0 no problem, 1 problems, 2 the configuration cannot be used."})
public final class DoctorCommand implements Callable<Integer> {

    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(5);
    private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(2);

    private final Console console;
    private final Map<Level, Integer> counts = new EnumMap<>(Level.class);

    @Mixin
    private CommonOptions common;

    @Mixin
    private ConfigOptions options;

    @Mixin
    private TextOrJsonOption format;

    public DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        MonitorConfig config;
        try {
            config = options.read(console);
        } catch (CommandException e) {
            e.getMessage().lines().forEach(line -> print(new Finding(Level.PROBLEM, "configuration", line)));
            print(new Finding(Level.NOTE, "doctor", "nothing else is checked, all of it goes by the configuration"));
            return ExitCodes.USAGE;
        }
        try (ClusterView cluster = new AdminClusterView(config.kafka(), BROKER_PATIENCE)) {
            Doctor.run(Doctor.CHECKS, new DoctorContext(config, cluster, REGISTRY_PATIENCE), this::print);
        }
        int problems = counts.getOrDefault(Level.PROBLEM, 0);
        if (!format.isJson()) {
            console.out()
                    .println(
                            problems == 0
                                    ? "No problem found."
                                    : problems + (problems == 1 ? " problem." : " problems."));
        }
        return problems == 0 ? ExitCodes.FINE : ExitCodes.FAILED;
    }

    private void print(Finding finding) {
        counts.merge(finding.level(), 1, Integer::sum);
        String level = finding.level().name().toLowerCase(Locale.ROOT);
        if (format.isJson()) {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            node.put("level", level);
            node.put("check", finding.check());
            node.put("text", finding.text());
            console.out().println(node);
        } else {
            // A message from elsewhere may have line breaks; a finding is one line.
            String text = finding.text().replaceAll("\\s*\\R\\s*", " ");
            console.out()
                    .println(colour(finding.level(), String.format(Locale.ROOT, "%-7s", level))
                            + String.format(Locale.ROOT, "  %-13s  %s", finding.check(), text));
        }
        console.out().flush();
    }

    private String colour(Level level, String text) {
        if (!console.colours()) {
            return text;
        }
        String code = switch (level) {
            case OK -> "32";
            case NOTE -> "33";
            case PROBLEM -> "31";
        };
        return "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
