package io.sessmonitor.deploy.cli;

import io.sessmonitor.deploy.demo.DemoCommand;
import io.sessmonitor.deploy.doctor.DoctorCommand;
import io.sessmonitor.deploy.monitor.MonitorCommand;
import io.sessmonitor.scorer.SessScorers;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.match.ProfileException;
import io.sessmonitor.scorer.match.ProfileFile;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root command. A new command is registered here, in the order help shows. */
@Command(
        name = "sess-monitor",
        description = {
            "Watches whether meaning survives a semantic-communication link: pairs the pictures that were sent with "
                    + "those that were received, scores every pair with SeSS, and says what was lost.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 fine, 1 some items failed, 2 usage.",
            "Help on a command: sess-monitor COMMAND --help"
        },
        versionProvider = Version.class,
        subcommands = {
            DemoCommand.class,
            MonitorCommand.class,
            DoctorCommand.class,
            RecordCommand.class,
            ReplayCommand.class,
            CompareCommand.class,
            ScoreCommand.class,
            GraphCommand.class,
            MatchCommand.class,
            ModelsCommand.class,
            TopologyCommand.class,
            RulesCommand.class,
            TuneCommand.class,
            CalibrateCommand.class
        })
public final class SessMonitorCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @CommandLine.Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version and exit.")
    private boolean version;

    /** The whole command line over a console; run it with {@code execute}. */
    public static CommandLine commandLine(Console console) {
        return commandLine(console, SessScorers::create);
    }

    /** The same with scorers of the caller's choice. */
    static CommandLine commandLine(Console console, ScorerFactory scorers) {
        CommandFactory factory = new CommandFactory(Map.of(Console.class, console, ScorerFactory.class, scorers));
        CommandLine line = new CommandLine(new SessMonitorCommand(), factory);
        line.setOut(console.out());
        line.setErr(console.err());
        line.setColorScheme(CommandLine.Help.defaultColorScheme(console.colours() ? Ansi.ON : Ansi.OFF));
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(100);
        words(line);
        line.registerConverter(Profile.class, SessMonitorCommand::profile);
        MetricHelp.addTo(line.getSubcommands().get("score"));
        line.setAbbreviatedOptionsAllowed(false);
        line.setExecutionStrategy(new RunWithLogging());
        line.setExecutionExceptionHandler(new ErrorLines(console));
        line.setParameterExceptionHandler(new ErrorLines(console));
        return line;
    }

    private static Profile profile(String nameOrFile) {
        try {
            return ProfileFile.open(nameOrFile);
        } catch (ProfileException e) {
            throw new CommandLine.TypeConversionException(e.getMessage());
        }
    }

    /** Options and parameters of an enum take its constants as users write them, in every command. */
    private static void words(CommandLine line) {
        for (CommandLine.Model.ArgSpec argument : line.getCommandSpec().args()) {
            if (argument.type().isEnum()) {
                words(line, argument.type().asSubclass(Enum.class));
            }
        }
        line.getSubcommands().values().forEach(SessMonitorCommand::words);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static void words(CommandLine line, Class<? extends Enum> type) {
        line.registerConverter((Class) type, new EnumWords(type));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say which command");
    }

    /** Sets the logging level first. Every command has {@link CommonOptions} as its mixin named "common". */
    private static final class RunWithLogging extends CommandLine.RunLast {

        @Override
        public int execute(CommandLine.ParseResult parsed) {
            for (CommandLine line : parsed.asCommandLineList()) {
                CommandSpec mixin = line.getCommandSpec().mixins().get("common");
                if (mixin != null && mixin.userObject() instanceof CommonOptions common) {
                    common.applyLogging();
                }
            }
            return super.execute(parsed);
        }
    }
}
