package io.sessmonitor.deploy.cli;

import io.sessmonitor.deploy.recording.Position;
import io.sessmonitor.deploy.recording.RecordingException;
import io.sessmonitor.deploy.recording.RecordingReader;
import io.sessmonitor.deploy.recording.ReplaySettings;
import io.sessmonitor.deploy.recording.ReplaySource;
import io.sessmonitor.deploy.recording.Replayer;
import io.sessmonitor.deploy.recording.Selection;
import io.sessmonitor.deploy.recording.TargetTopics;
import io.sessmonitor.topology.config.Durations;
import io.sessmonitor.topology.config.MonitorConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code replay}: a recording, or a range of topics, to topics. */
@Command(
        name = "replay",
        description = {
            "Replay a recording, or a range of topics, to topics: at its own pace, faster, or frame by frame.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  sess-monitor replay run.avro -c monitor.yaml                    as it was",
            "  sess-monitor replay run.avro --speed 4 --start +30s --end +90s",
            "  sess-monitor replay run.avro --speed max --topics frames.sent=a.sent,frames.received=a.received",
            "  sess-monitor replay run.avro --loop                             until Ctrl-C",
            "  sess-monitor replay run.avro --step --start 120                 from frame 120, Enter by Enter",
            "  sess-monitor replay --topic-range=-1h..end --topics frames.sent=b.sent,frames.received=b.received",
            "",
            "The monitor remembers frames (pairing.remember, 10m): the same frames again are DUPLICATE to it.",
            "Give it another application ID and other topics, or the streams another name (--stream-suffix).",
            "With --loop each further pass goes on counting where the streams ended.",
            "Schemas are registered with the registry of the settings, and the IDs in the values replaced.",
            "Exit codes: 0 replayed, 1 broken off, or parts of the file could not be read, 2 usage."
        })
final class ReplayCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private CommonOptions common;

    @Mixin
    private ConfigOptions configOptions;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "A recording.")
    private Path file;

    @Option(
            names = "--topic-range",
            paramLabel = "FROM..TO",
            description = "Replay from the topics instead of a file. FROM and TO: " + Position.FORMS + ".")
    private String topicRange;

    @Option(
            names = "--topics",
            paramLabel = "NAME[=TARGET]",
            split = ",",
            description = "Topics to replay, and the topics to write them to. Default: the input topics of the "
                    + "settings, to themselves.")
    private List<String> topics = List.of();

    @Option(
            names = "--speed",
            paramLabel = "FACTOR",
            defaultValue = "1",
            description = "1 for the recorded pace, 2 for twice as fast, max for as fast as possible. "
                    + "Default: ${DEFAULT-VALUE}.")
    private String speed;

    @Option(
            names = "--max-gap",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Shorten longer gaps between two records to this. Default: keep all.")
    private Duration maxGap;

    @Option(
            names = "--start",
            paramLabel = "PLACE",
            description = "Begin at a time after the first record (+90s), an instant, or a frame number (120).")
    private String start;

    @Option(names = "--end", paramLabel = "PLACE", description = "End there, inclusive; written as --start.")
    private String end;

    @Option(names = "--loop", description = "Begin again at the end, until Ctrl-C.")
    private boolean loop;

    @Option(names = "--step", description = "Wait for Enter before each new frame.")
    private boolean step;

    @Option(
            names = "--captured-at",
            paramLabel = "HOW",
            description = "keep: timestamps and capturedAt stay as recorded, so the same scores come out. shift: they "
                    + "are moved to now. Default: keep, with --loop shift.")
    private CapturedAt capturedAt;

    @Option(
            names = "--stream-suffix",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Append this to the names of the streams.")
    private String streamSuffix;

    @Mixin
    private TextOrJsonOption format;

    /** What becomes of the frames' times. */
    enum CapturedAt {
        KEEP,
        SHIFT
    }

    ReplayCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, RecordingException {
        MonitorConfig config = configOptions.read(console);
        if ((file == null) == (topicRange == null)) {
            throw CommandException.usage("name a recording, or a --topic-range" + (file == null ? "" : ", not both"));
        }
        double factor = factor();
        Map<String, String> targets = targets(config);
        LiveLine line = new LiveLine(console, System::nanoTime);
        try (ReplaySource source = file != null
                ? ReplaySource.ofFile(
                        file,
                        targets.keySet(),
                        read -> line.show(() -> file + " has no index, reading it through: " + Amounts.bytes(read)),
                        this::selection)
                : ReplaySource.ofTopics(config, targets.keySet(), topicRange)) {
            line.clear();
            ReplaySettings settings = new ReplaySettings(
                    targets,
                    factor,
                    maxGap == null ? Long.MAX_VALUE : maxGap.toMillis(),
                    loop,
                    capturedAt == null ? loop : capturedAt == CapturedAt.SHIFT,
                    streamSuffix);
            TargetTopics.check(
                            config,
                            targets.values(),
                            settings.shift() ? System.currentTimeMillis() : source.firstTimestamp(),
                            System.currentTimeMillis())
                    .forEach(warning -> console.err().println("note: " + warning));
            Replayer.State state = replay(config, settings, source, line);
            line.clear();
            ReplayReport report = new ReplayReport(source, settings, state);
            if (format.isJson()) {
                console.out().println(Json.line(report.json()));
            } else {
                report.text(console.out());
            }
            source.damage().forEach(damage -> console.err().println(source.name() + ": " + damage));
            return source.damage().isEmpty() ? ExitCodes.FINE : ExitCodes.FAILED;
        } finally {
            line.clear();
        }
    }

    private Replayer.State replay(MonitorConfig config, ReplaySettings settings, ReplaySource source, LiveLine line)
            throws IOException, InterruptedException, RecordingException {
        long expected = source.records();
        EnterKey keys = step ? new EnterKey(console, line) : null;
        try (Replayer replayer = Replayer.of(
                config,
                settings,
                keys == null ? Replayer.Steps.NONE : keys,
                state -> line.show(() -> ReplayReport.progress(state, expected)))) {
            StopSignals signals = StopSignals.install(() -> {
                replayer.stop();
                if (keys != null) {
                    keys.stop();
                }
            });
            try {
                return replayer.run(source);
            } finally {
                signals.close();
            }
        }
    }

    private Map<String, String> targets(MonitorConfig config) {
        Map<String, String> targets = new LinkedHashMap<>();
        List<String> names = topics.isEmpty()
                ? List.of(config.topics().sent(), config.topics().received())
                : topics;
        for (String name : names) {
            int equals = name.indexOf('=');
            String from = equals < 0 ? name : name.substring(0, equals);
            String to = equals < 0 ? name : name.substring(equals + 1);
            if (from.isBlank() || to.isBlank()) {
                throw CommandException.usage("--topics " + name + ": write NAME or NAME=TARGET");
            }
            if (topicRange != null && from.equals(to) && streamSuffix.isEmpty()) {
                throw CommandException.usage("--topic-range: topic " + from + " cannot be replayed to itself, where its"
                        + " frames are already; name another with --topics " + from
                        + "=TARGET, or give the streams another name with --stream-suffix");
            }
            targets.put(from.strip(), to.strip());
        }
        return targets;
    }

    private double factor() {
        if (speed.equals("max")) {
            return Double.POSITIVE_INFINITY;
        }
        try {
            double factor = Double.parseDouble(speed);
            if (factor >= 1e-3 && factor <= 1e6) {
                return factor;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw CommandException.usage("--speed: '" + speed + "' is neither max nor a factor from 0.001 to 1000000");
    }

    /** What the file's range options select. */
    private Selection selection(RecordingReader recording, Set<String> names) {
        Bound from = start == null ? Bound.NONE : bound("--start", start, recording);
        Bound to = end == null ? Bound.NONE : bound("--end", end, recording);
        return new Selection(
                names,
                from.time() == null ? Long.MIN_VALUE : from.time(),
                to.time() == null ? Long.MAX_VALUE : to.time(),
                from.sequence(),
                to.sequence());
    }

    private record Bound(Long time, Long sequence) {
        private static final Bound NONE = new Bound(null, null);
    }

    private static Bound bound(String option, String text, RecordingReader recording) {
        try {
            if (text.startsWith("+")) {
                return new Bound(
                        recording.firstTimestamp()
                                + Durations.parse(text.substring(1)).toMillis(),
                        null);
            }
            if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return new Bound(null, Long.parseLong(text));
            }
            return new Bound(Instant.parse(text).toEpochMilli(), null);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw CommandException.usage(option + ": '" + text + "' is neither a time after the first record such as"
                    + " +90s, nor an instant such as 2026-03-01T10:00:00Z, nor a frame number");
        }
    }
}
