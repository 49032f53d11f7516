package io.sessmonitor.deploy.cli;

import io.sessmonitor.deploy.compare.RunComparison;
import io.sessmonitor.deploy.compare.ScoredRun;
import io.sessmonitor.deploy.recording.RecordingException;
import io.sessmonitor.deploy.recording.ScoreRecords;
import io.sessmonitor.topology.config.MonitorConfig;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code compare}: two runs of scores. */
@Command(
        name = "compare",
        description = {
            "Compare two runs of scores of the same frames: another profile, bundle, codec or machine.",
            "Differences are B - A. Frames are the same if stream, receiver and number are.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  sess-monitor compare before.avro after.avro",
            "  sess-monitor compare a.avro b.avro --format csv -o frames.csv   a line for each frame",
            "  sess-monitor compare topic:sess.scores topic:b.scores -c monitor.yaml",
            "  sess-monitor compare a.avro b.avro --fail-on-difference --tolerance 1e-6",
            "",
            "A, B: " + ScoreRecords.FORMS + ".",
            "Exit codes: 0 compared, 1 they differ (with --fail-on-difference) or parts could not be read,",
            "2 usage."
        })
final class CompareCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private CommonOptions common;

    @Mixin
    private ConfigOptions configOptions;

    @Mixin
    private OutOption outOption;

    @Parameters(index = "0", paramLabel = "A", description = "The one run.")
    private String a;

    @Parameters(index = "1", paramLabel = "B", description = "The other.")
    private String b;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            description = "Topic of the scores within recordings, if they have those of several.")
    private String topic;

    @Option(
            names = "--stream-suffix",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "What a replay has appended to the streams' names, in either run.")
    private String streamSuffix;

    @Option(
            names = "--tolerance",
            paramLabel = "DIFFERENCE",
            defaultValue = "0",
            description = "Scores that differ by no more are the same. Default: ${DEFAULT-VALUE}.")
    private double tolerance;

    @Option(
            names = "--worst",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many of the frames that differ most are listed. Default: ${DEFAULT-VALUE}.")
    private int worst;

    @Option(names = "--fail-on-difference", description = "Exit code 1 if anything differs, for scripts.")
    private boolean failOnDifference;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, json (one object) or csv (a line for each frame). Default: ${DEFAULT-VALUE}.")
    private Format format;

    /** How to print. */
    enum Format {
        TEXT,
        CSV,
        JSON
    }

    CompareCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, RecordingException {
        if (!(tolerance >= 0)) {
            throw CommandException.usage("--tolerance: " + tolerance + " is not 0 or more");
        }
        if (worst < 0) {
            throw CommandException.usage("--worst: " + worst + " is not 0 or more");
        }
        MonitorConfig config = configOptions.read(console);
        boolean[] unread = new boolean[1];
        ScoredRun first = read(a, config, unread);
        ScoredRun second = read(b, config, unread);
        RunComparison comparison = RunComparison.of(first, second, tolerance, worst);
        if (!comparison.comparable()) {
            console.err()
                    .println("note: scores of different profiles or bundles do not compare in absolute terms, only"
                            + " their order does\n  A: " + made(first) + "\n  B: " + made(second));
        }
        try (OutOption.Sink sink = outOption.open(console)) {
            switch (format) {
                case TEXT -> CompareReport.text(sink.writer(), comparison, tolerance);
                case JSON -> sink.writer().println(Json.line(CompareReport.json(comparison)));
                case CSV -> CompareReport.csv(sink.writer(), comparison, tolerance);
            }
        }
        return unread[0] || failOnDifference && comparison.different() ? ExitCodes.FAILED : ExitCodes.FINE;
    }

    private ScoredRun read(String name, MonitorConfig config, boolean[] unread)
            throws IOException, InterruptedException, RecordingException {
        ScoredRun run = new ScoredRun(name, streamSuffix);
        LiveLine line = new LiveLine(console, System::nanoTime);
        try (ScoreRecords records =
                ScoreRecords.open(name, topic, config, bytes -> line.show(() -> name + ": " + Amounts.bytes(bytes)))) {
            long count = 0;
            for (ScoreRecords.Scored scored; (scored = records.next()) != null; ) {
                run.add(scored.score());
                long read = ++count;
                line.show(() -> name + ": " + Amounts.count(read, "score"));
            }
            line.clear();
            unread[0] |= ScoreInput.warn(console, records);
        } finally {
            line.clear();
        }
        if (run.repeated() > 0) {
            console.err()
                    .println("note: " + name + ": " + Amounts.count(run.repeated(), "frame")
                            + " had an outcome already; the last one counts. If there are several runs in it,"
                            + " choose one with @FROM..TO");
        }
        return run;
    }

    private static String made(ScoredRun run) {
        List<String> identities = List.copyOf(run.identities());
        return identities.isEmpty() ? "no scores" : String.join("; ", identities);
    }
}
