package io.sessmonitor.deploy.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sessmonitor.deploy.recording.PacingErrors;
import io.sessmonitor.deploy.recording.ReplaySettings;
import io.sessmonitor.deploy.recording.ReplaySource;
import io.sessmonitor.deploy.recording.Replayer;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** What a replay did. */
record ReplayReport(ReplaySource source, ReplaySettings settings, Replayer.State state) {

    private static final Duration WORTH_SAYING = Duration.ofSeconds(5);

    /** How far it is, in one line; {@code expected} records a pass, or -1. */
    static String progress(Replayer.State state, long expected) {
        String bar = "";
        if (expected > 0) {
            long inPass = state.records() - (state.passes() - 1) * expected;
            bar = LiveLine.bar((double) inPass / expected) + " ";
        }
        Duration wait = Duration.ofNanos(state.waitNanos());
        return bar + Amounts.time(Duration.ofNanos(state.nanos())) + ": "
                + Amounts.count(state.records(), "record") + ", " + Amounts.bytes(state.bytes())
                + (state.passes() > 1 ? ", pass " + state.passes() : "")
                + (wait.compareTo(WORTH_SAYING) > 0 ? ", the next in " + Amounts.time(wait) : "");
    }

    void text(PrintWriter out) {
        out.println(source.name() + ": " + Amounts.count(state.records(), "record") + ", "
                + Amounts.bytes(state.bytes()) + " in " + Amounts.time(Duration.ofNanos(state.nanos())) + " ("
                + Amounts.rate(state.bytes(), state.nanos()) + ")"
                + (settings.loop() ? ", passes: " + Amounts.number(state.passes()) : ""));
        if (state.records() == 0) {
            out.println(
                    state.stopped()
                            ? "Ended before the first record."
                            : "Nothing was in the range; it has " + source.contents() + ".");
            return;
        }
        TextTable table = new TextTable("topic", ">records");
        state.topics().forEach((topic, records) -> table.row(topic, Amounts.number(records)));
        table.print(out);
        PacingErrors pacing = state.pacing();
        if (pacing.count() > 0) {
            out.println(String.format(
                    Locale.ROOT,
                    "Late by %.2f ms (median), %.2f ms (99th percentile), %.2f ms at most.",
                    pacing.quantile(.5),
                    pacing.quantile(.99),
                    pacing.max()));
        }
        if (source.cutOff()) {
            out.println(
                    "The file ends in the middle of a block: its recording was cut off. All before that was replayed.");
        }
        if (state.unknownSchemas() > 0) {
            out.println(Amounts.count(state.unknownSchemas(), "value")
                    + " had a schema ID unknown when they were recorded; written as they are.");
        }
    }

    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("source", source.name())
                .put("records", state.records())
                .put("bytes", state.bytes())
                .put("seconds", state.nanos() / 1_000_000 / 1000.0)
                .put("passes", state.passes())
                .put("cutOff", source.cutOff())
                .put("unknownSchemas", state.unknownSchemas());
        ArrayNode topics = json.putArray("topics");
        state.topics()
                .forEach((topic, records) ->
                        topics.addObject().put("topic", topic).put("records", records));
        PacingErrors pacing = state.pacing();
        if (pacing.count() > 0) {
            json.putObject("lateMillis")
                    .put("p50", pacing.quantile(.5))
                    .put("p99", pacing.quantile(.99))
                    .put("max", pacing.max());
        }
        ArrayNode damage = json.putArray("damage");
        source.damage().forEach(damage::add);
        return json;
    }
}
