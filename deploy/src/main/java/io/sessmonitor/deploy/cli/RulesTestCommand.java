package io.sessmonitor.deploy.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sessmonitor.deploy.recording.RecordingException;
import io.sessmonitor.deploy.recording.ScoreRecords;
import io.sessmonitor.schemas.Alert;
import io.sessmonitor.schemas.AlertState;
import io.sessmonitor.schemas.RecordedRecord;
import io.sessmonitor.topology.alert.Rules;
import io.sessmonitor.topology.alert.RulesException;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.config.RulesConfig;
import io.sessmonitor.topology.rehearsal.AlertRehearsal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rules test}: what rules would have said of a recording. */
@Command(
        name = "test",
        description = {
            "Say what rules would have raised, and when, had they watched the scores of a recording.",
            "The monitor's own windows and rules run over them, with the records' timestamps for the wall clock.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  sess-monitor record scores.avro --topics sess.scores --from -24h --until-end",
            "  sess-monitor rules test rules.yaml --scores scores.avro",
            "  sess-monitor rules test rules.yaml --scores topic:sess.scores -c monitor.yaml --format json",
            "",
            "The rules begin knowing nothing. Windows still open at the end are not judged, unless",
            "--then-silence lets time go on. Exit codes: 0 tested, 1 the rules cannot be used, or parts of the",
            "scores could not be read, 2 usage."
        })
final class RulesTestCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private CommonOptions common;

    @Mixin
    private ConfigOptions configOptions;

    @Parameters(paramLabel = "FILE", description = "Rules as YAML.")
    private Path file;

    @Option(
            names = "--scores",
            required = true,
            paramLabel = "RUN",
            description = "The scores: " + ScoreRecords.FORMS + ".")
    private String scores;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            description = "Topic of the scores within a recording, if it has those of several.")
    private String topic;

    @Option(
            names = "--then-silence",
            paramLabel = "TIME",
            defaultValue = "0s",
            converter = DurationConverter.class,
            description =
                    "Let so much time pass after the last score, in which nothing comes. Default: ${DEFAULT-VALUE}.")
    private Duration silence;

    @Mixin
    private TextOrJsonOption format;

    /** An alert and when it would have been published. */
    private record Raised(Alert alert, Instant published) {}

    RulesTestCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, RecordingException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw CommandException.usage(file + ": no such file, or it cannot be read");
        }
        try {
            Rules.read(file);
        } catch (RulesException e) {
            e.problems().forEach(problem -> console.err().println(file + " " + problem));
            return ExitCodes.FAILED;
        }
        MonitorConfig config = configOptions.read(console, List.of(RulesConfig.FILE + "=" + file));
        List<Raised> raised = new ArrayList<>();
        LiveLine line = new LiveLine(console, System::nanoTime);
        try (ScoreRecords records = ScoreRecords.open(
                scores, topic, config, bytes -> line.show(() -> scores + ": " + Amounts.bytes(bytes)))) {
            AlertRehearsal rehearsal = new AlertRehearsal(
                    config,
                    records.codec(),
                    (alert, wall) -> raised.add(new Raised(alert, Instant.ofEpochMilli(wall))));
            long count = 0;
            long first = Long.MAX_VALUE;
            long last = Long.MIN_VALUE;
            for (ScoreRecords.Scored scored; (scored = records.next()) != null; ) {
                RecordedRecord record = scored.record();
                rehearsal.score(
                        record.getTopic(),
                        record.getPartition(),
                        record.getOffset(),
                        record.getTimestamp(),
                        ScoreRecords.key(record),
                        ScoreRecords.value(record));
                first = Math.min(first, record.getTimestamp());
                last = Math.max(last, record.getTimestamp());
                long read = ++count;
                line.show(() -> scores + ": " + Amounts.count(read, "score"));
            }
            rehearsal.silence(silence);
            line.clear();
            if (format.isJson()) {
                console.out().println(Json.line(json(raised, rehearsal, count, first, last)));
            } else {
                text(console.out(), raised, rehearsal, count, first, last);
            }
            return ScoreInput.warn(console, records) ? ExitCodes.FAILED : ExitCodes.FINE;
        } finally {
            line.clear();
        }
    }

    private void text(
            PrintWriter out, List<Raised> raised, AlertRehearsal rehearsal, long count, long first, long last) {
        if (!raised.isEmpty()) {
            TextTable table = new TextTable("published", "state", "rule", "link", "summary");
            for (Raised one : raised) {
                table.row(
                        one.published().toString(),
                        one.alert().getState().name(),
                        one.alert().getRule(),
                        link(one.alert()),
                        one.alert().getSummary());
            }
            table.print(out);
            out.println();
        }
        Map<String, AlertState> standing = standing(raised);
        long fired = raised.stream()
                .filter(one -> one.alert().getState() == AlertState.FIRING)
                .count();
        long firing = standing.values().stream()
                .filter(state -> state == AlertState.FIRING)
                .count();
        out.println(Amounts.count(count, "score") + " from " + Instant.ofEpochMilli(first) + " to "
                + Instant.ofEpochMilli(last) + " (" + Amounts.time(Duration.ofMillis(last - first)) + "), "
                + Amounts.count(rehearsal.finalAggregates(), "window") + " closed: fired " + Amounts.number(fired)
                + " times, " + Amounts.number(firing) + " firing at the end.");
        long aside = rehearsal.metrics().lateScores() + rehearsal.metrics().earlyScores();
        if (aside > 0) {
            out.println(Amounts.count(aside, "score") + " came too late for a window of theirs ("
                    + rehearsal.metrics().lateScores() + ") or were captured too far ahead of the clock ("
                    + rehearsal.metrics().earlyScores() + ").");
        }
    }

    private ObjectNode json(List<Raised> raised, AlertRehearsal rehearsal, long count, long first, long last) {
        ObjectNode json = Json.object()
                .put("rules", file.toString())
                .put("scores", count)
                .put("from", Instant.ofEpochMilli(first).toString())
                .put("to", Instant.ofEpochMilli(last).toString())
                .put("windows", rehearsal.finalAggregates())
                .put("lateScores", rehearsal.metrics().lateScores())
                .put("earlyScores", rehearsal.metrics().earlyScores());
        ArrayNode alerts = json.putArray("alerts");
        for (Raised one : raised) {
            Alert alert = one.alert();
            ObjectNode node = alerts.addObject()
                    .put("published", one.published().toString())
                    .put("state", alert.getState().name())
                    .put("rule", alert.getRule())
                    .put("link", link(alert))
                    .put("severity", alert.getSeverity().name())
                    .put("summary", alert.getSummary())
                    .put("value", alert.getValue())
                    .put("since", alert.getSince().toString())
                    .put("at", alert.getAt().toString());
            if (alert.getFiredAt() == null) {
                node.putNull("firedAt");
            } else {
                node.put("firedAt", alert.getFiredAt().toString());
            }
        }
        return json;
    }

    /** How each rule stands on each link at the end. */
    private static Map<String, AlertState> standing(List<Raised> raised) {
        Map<String, AlertState> standing = new LinkedHashMap<>();
        raised.forEach(one -> standing.put(
                one.alert().getRule() + "/" + link(one.alert()), one.alert().getState()));
        return standing;
    }

    private static String link(Alert alert) {
        return alert.getStream() + ">" + alert.getReceiver();
    }
}
