package io.sessmonitor.deploy.cli;

import io.sessmonitor.schemas.frame.AggregateCodec;
import io.sessmonitor.topology.alert.Rules;
import io.sessmonitor.topology.alert.RulesException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rules}: what raises alerts. */
@Command(
        name = "rules",
        description = {"Check the rules that raise alerts, or test them on recorded scores.", ""},
        subcommands = {RulesCommand.Check.class, RulesTestCommand.class})
final class RulesCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: check or test");
    }

    /** {@code rules check}. */
    @Command(
            name = "check",
            description = {"Read a rules file and report everything that is wrong with it, each with its line.", ""},
            footer = {
                "",
                "Exit codes: 0 the rules can be used, 1 they cannot, 2 usage or no such file.",
                "A commented sample: deploy/src/main/conf/rules.yaml"
            })
    static final class Check implements Callable<Integer> {

        private final Console console;

        @Mixin
        private CommonOptions common;

        @Parameters(paramLabel = "FILE", description = "Rules as YAML.")
        private Path file;

        Check(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            try {
                Rules rules = Rules.read(file);
                TextTable table = new TextTable("rule", "kind", "for", "severity", "links");
                rules.rules()
                        .forEach(rule -> table.row(
                                rule.name(),
                                rule.condition().kind(),
                                AggregateCodec.sizeText(rule.hold().toMillis()),
                                rule.severity().name().toLowerCase(Locale.ROOT),
                                String.join(
                                        ", ",
                                        rule.links().stream()
                                                .map(Object::toString)
                                                .toList())));
                if (!rules.rules().isEmpty()) {
                    table.print(console.out());
                }
                console.out()
                        .println(file + ": nothing wrong, rules: "
                                + rules.rules().size());
                return ExitCodes.FINE;
            } catch (RulesException e) {
                if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                    throw CommandException.usage(file + ": " + e.getMessage());
                }
                e.problems().forEach(problem -> console.err().println(file + " " + problem));
                return ExitCodes.FAILED;
            }
        }
    }
}
