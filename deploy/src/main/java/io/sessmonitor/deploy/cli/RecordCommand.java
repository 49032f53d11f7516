package io.sessmonitor.deploy.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sessmonitor.deploy.recording.Position;
import io.sessmonitor.deploy.recording.Recorder;
import io.sessmonitor.deploy.recording.RecordingException;
import io.sessmonitor.deploy.recording.RecordingWriter;
import io.sessmonitor.deploy.recording.TopicRange;
import io.sessmonitor.deploy.recording.TopicSource;
import io.sessmonitor.schemas.RecordedTopic;
import io.sessmonitor.topology.config.MonitorConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code record}: topics into a file. */
@Command(
        name = "record",
        description = {
            "Record topics into one file, live or a range of what they hold, until Ctrl-C.",
            "The file is an Avro container file with the records byte for byte and the schemas they need.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  sess-monitor record run.avro -c monitor.yaml                    live, until Ctrl-C",
            "  sess-monitor record run.avro -c monitor.yaml --duration 10m",
            "  sess-monitor record run.avro --from -1h --until-end             the last hour",
            "  sess-monitor record scores.avro --topics sess.scores --from beginning --until-end",
            "",
            "Places (--from, --to): " + Position.FORMS + ".",
            "If the program dies, all but the last second is in the file. What open transactions have not",
            "committed is not recorded. Exit codes: 0 recorded, 1 broken off (the file can be read as far as",
            "it goes), 2 usage."
        })
final class RecordCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private CommonOptions common;

    @Mixin
    private ConfigOptions configOptions;

    @Parameters(paramLabel = "FILE", description = "The recording to make.")
    private Path file;

    @Option(
            names = "--topics",
            paramLabel = "NAME",
            split = ",",
            description = "Topics, separated by commas. Default: the two input topics of the settings.")
    private List<String> topics = List.of();

    @Option(
            names = "--partitions",
            paramLabel = "N",
            split = ",",
            description = "Only these partitions of the topics, separated by commas.")
    private Set<Integer> partitions = Set.of();

    @Option(
            names = "--from",
            paramLabel = "PLACE",
            description = "Where to begin. Default: end, or beginning if the recording ends at a --to or --until-end.")
    private String from;

    @Option(names = "--to", paramLabel = "PLACE", description = "Where to end. A time to come is waited for.")
    private String to;

    @Option(names = "--until-end", description = "End where the topics end now, as --to end.")
    private boolean untilEnd;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "End after this time at the latest: 90s, 10m, 2h.")
    private Duration duration;

    @Option(names = "--force", description = "Replace the file if there is one.")
    private boolean force;

    @Mixin
    private TextOrJsonOption format;

    RecordCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, RecordingException {
        MonitorConfig config = configOptions.read(console);
        List<String> names = topics.isEmpty()
                ? List.of(config.topics().sent(), config.topics().received())
                : List.copyOf(new LinkedHashSet<>(topics));
        if (untilEnd && to != null) {
            throw CommandException.usage("--until-end and --to: give one of them");
        }
        checkFile();
        Instant now = Instant.now();
        Position end = untilEnd ? new Position.End() : to == null ? null : place("--to", to, now);
        Duration longest = duration;
        if (end instanceof Position.Time time && time.millis() > now.toEpochMilli()) {
            Duration left = Duration.between(now, Instant.ofEpochMilli(time.millis()));
            longest = longest == null || left.compareTo(longest) < 0 ? left : longest;
            end = null;
        }
        Position begin =
                from != null ? place("--from", from, now) : end == null ? new Position.End() : new Position.Beginning();
        TopicRange range = TopicRange.of(config, names, partitions, begin, end);
        if (end == null) {
            console.err()
                    .println("recording " + String.join(", ", names) + " to " + file
                            + (longest == null ? "; Ctrl-C ends it" : " for " + Amounts.time(longest)));
            console.err().flush();
        }
        LiveLine line = new LiveLine(console, System::nanoTime);
        try (TopicSource source = TopicSource.open(config, range);
                RecordingWriter writer = RecordingWriter.create(file, force)) {
            long expected = range.records();
            long started = System.nanoTime();
            StopSignals signals = StopSignals.install(source::stop);
            try {
                Recorder.Summary summary = new Recorder(System::nanoTime)
                        .run(source, writer, longest, state -> line.show(() -> progress(state, expected, started)));
                line.clear();
                print(summary);
            } finally {
                signals.close();
                line.clear();
            }
        }
        return ExitCodes.FINE;
    }

    private void checkFile() {
        if (Files.isDirectory(file)) {
            throw CommandException.usage(file + ": a folder; name a file in it, such as " + file.resolve("run.avro"));
        }
        if (Files.exists(file) && !force) {
            throw CommandException.usage(file + ": is there already; name another file, or replace it with --force");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw CommandException.usage(file + ": there is no folder " + folder + "; make it first");
        }
    }

    private static Position place(String option, String text, Instant now) {
        try {
            return Position.parse(text, now);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(option + ": " + e.getMessage());
        }
    }

    private static String progress(RecordingWriter writer, long expected, long started) {
        long nanos = System.nanoTime() - started;
        String rate = Amounts.rate(writer.fileBytes(), nanos);
        String bar = expected > 0 ? LiveLine.bar((double) writer.records() / expected) + " " : "";
        return bar + Amounts.time(Duration.ofNanos(nanos)) + ": " + Amounts.count(writer.records(), "record") + ", "
                + Amounts.bytes(writer.fileBytes()) + (rate.isEmpty() ? "" : " (" + rate + ")");
    }

    private void print(Recorder.Summary summary) {
        PrintWriter out = console.out();
        Duration time = Duration.ofNanos(summary.nanos());
        if (format.isJson()) {
            ObjectNode json = Json.object()
                    .put("file", file.toString())
                    .put("records", summary.records())
                    .put("bytes", summary.fileBytes())
                    .put("seconds", time.toMillis() / 1000.0)
                    .put("unknownSchemas", summary.unknownSchemas());
            ArrayNode all = json.putArray("topics");
            summary.index()
                    .getTopics()
                    .forEach(topic -> all.addObject()
                            .put("topic", topic.getTopic())
                            .put("records", topic.getRecords())
                            .put("bytes", topic.getBytes()));
            out.println(Json.line(json));
            return;
        }
        out.println(file + ": " + Amounts.count(summary.records(), "record") + ", "
                + Amounts.bytes(summary.fileBytes()) + " in " + Amounts.time(time) + " ("
                + Amounts.rate(summary.fileBytes(), summary.nanos()) + ")");
        if (summary.records() > 0) {
            TextTable table = new TextTable("topic", ">records", ">size");
            for (RecordedTopic topic : summary.index().getTopics()) {
                table.row(topic.getTopic(), Amounts.number(topic.getRecords()), Amounts.bytes(topic.getBytes()));
            }
            table.print(out);
        }
        if (summary.unknownSchemas() > 0) {
            out.println(Amounts.count(summary.unknownSchemas(), "value")
                    + " looked like Avro but had a schema ID that the registry does not know; recorded as they are.");
        }
    }
}
