package io.sessmonitor.deploy.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sessmonitor.dashboards.LiveServerException;
import io.sessmonitor.deploy.cli.CommandException;
import io.sessmonitor.deploy.cli.CommonOptions;
import io.sessmonitor.deploy.cli.Console;
import io.sessmonitor.deploy.cli.DurationConverter;
import io.sessmonitor.deploy.cli.ExitCodes;
import io.sessmonitor.deploy.cli.ScorerFactory;
import io.sessmonitor.deploy.cli.StopSignals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sess-monitor demo}. */
@Command(
        name = "demo",
        description = {
            "Shows the whole way of a frame on this machine alone: broker, registry and monitor in one process, "
                    + "photographs sent over six emulated links, each pair scored and explained.",
            ""
        })
public final class DemoCommand implements Callable<Integer> {

    enum Format {
        TEXT,
        JSON
    }

    /** Tried when no port is asked for; another is taken when it is in use. */
    private static final int USUAL_PORT = 8787;

    private static final int MAX_PORT = 65_535;

    private final Console console;
    private final ScorerFactory scorers;

    @Mixin
    private CommonOptions common;

    @Option(
            names = "--duration",
            defaultValue = "60s",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "How long to send frames, for example 30s or 5m; default ${DEFAULT-VALUE}. Ctrl-C ends sooner.")
    private Duration duration;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of the live page on this machine, 0 for any free one; default " + USUAL_PORT
                    + ", or any free one if that is in use.")
    private Integer port;

    @Option(names = "--headless", description = "No live page, and lines instead of a table that is redrawn.")
    private boolean headless;

    @Option(
            names = "--keep",
            description = "After the summary keep broker, registry, monitor and page running until Ctrl-C.")
    private boolean keep;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "Form of the summary, text or json (one object on the last line of the output);"
                    + " default ${DEFAULT-VALUE}.")
    private Format format;

    @Option(
            names = "--fps",
            paramLabel = "RATE",
            description = "Frames a second; default: as many as this machine scores, at most 10.")
    private Double fps;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description = "Other seeds make other camera moves and losses; default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--photos",
            paramLabel = "FOLDER",
            description = "Send these JPEG or PNG photographs instead of the bundled ones.")
    private Path photos;

    public DemoCommand(Console console, ScorerFactory scorers) {
        this.console = console;
        this.scorers = scorers;
    }

    @Override
    public Integer call() throws Exception {
        Demo demo = new Demo(settings(), scorers, view(), Clock.systemUTC());
        StopSignals signals = StopSignals.install(demo::stop);
        try {
            return demo.run(this::print).consistent() ? ExitCodes.FINE : ExitCodes.FAILED;
        } catch (LiveServerException e) {
            // Thrown for a port that was asked for; any other free one is found without asking.
            throw CommandException.usage(e.getMessage());
        } finally {
            signals.close();
        }
    }

    private DemoSettings settings() {
        if (port != null && (port < 0 || port > MAX_PORT)) {
            throw CommandException.usage("--port " + port + ": a port is 0 to " + MAX_PORT);
        }
        if (photos != null && !Files.isDirectory(photos)) {
            throw CommandException.usage("--photos " + photos + ": no such folder");
        }
        try {
            return new DemoSettings(
                    duration,
                    headless ? OptionalInt.empty() : OptionalInt.of(port == null ? USUAL_PORT : port),
                    port == null,
                    keep,
                    seed,
                    fps == null ? OptionalDouble.empty() : OptionalDouble.of(fps),
                    Optional.ofNullable(photos));
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage());
        }
    }

    /** With JSON the output is the summary alone, and people read standard error. */
    private ConsoleView view() {
        return format == Format.JSON
                ? new ConsoleView(console.err(), !headless && console.coloursOnErr(), console.coloursOnErr())
                : new ConsoleView(console.out(), !headless && console.colours(), console.colours());
    }

    private void print(DemoReport report) {
        if (format == Format.JSON) {
            try {
                console.out().println(new ObjectMapper().writeValueAsString(report));
            } catch (JsonProcessingException e) {
                throw new DemoException("the summary cannot be written: " + e.getOriginalMessage(), e);
            }
        } else {
            console.out().println();
            ReportText.lines(report).forEach(console.out()::println);
        }
        console.flush();
    }
}
