package io.sessmonitor.deploy.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sessmonitor.deploy.compare.Differences;
import io.sessmonitor.deploy.compare.FrameDifference;
import io.sessmonitor.deploy.compare.RunComparison;
import io.sessmonitor.deploy.compare.ScoredRun;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/** A comparison for people, for scripts and for spreadsheets. */
final class CompareReport {

    private CompareReport() {}

    static void text(PrintWriter out, RunComparison comparison, double tolerance) {
        run(out, "A", comparison.a());
        run(out, "B", comparison.b());
        out.println();
        TextTable table = new TextTable(
                "link",
                ">both",
                ">only A",
                ">only B",
                ">outcome differs",
                ">mean B-A",
                ">mean |B-A|",
                ">median",
                ">max");
        comparison.links().forEach((link, differences) -> row(table, link, differences));
        if (comparison.links().size() > 1) {
            row(table, "all", comparison.all());
        }
        table.print(out);
        Differences all = comparison.all();
        if (!all.metrics().isEmpty()) {
            out.println();
            TextTable metrics = new TextTable("metric", ">mean B-A", ">mean |B-A|");
            all.metrics().forEach((name, means) -> metrics.row(name, signed(means[0]), plain(means[1])));
            metrics.print(out);
        }
        if (!comparison.worst().isEmpty()) {
            out.println();
            TextTable worst = new TextTable("frames that differ most", ">A", ">B", ">B-A");
            comparison
                    .worst()
                    .forEach(frame -> worst.row(
                            frame.key().link() + " " + frame.key().sequence(),
                            plain(frame.a().score()),
                            plain(frame.b().score()),
                            signed(frame.difference())));
            worst.print(out);
        }
        out.println();
        out.println(verdict(comparison, tolerance));
    }

    private static String verdict(RunComparison comparison, double tolerance) {
        Differences all = comparison.all();
        if (all.bothRuns() == 0) {
            return "No frame is in both runs: streams, receivers or frame numbers have different names.";
        }
        if (!comparison.different()) {
            return "The same: " + Amounts.count(all.bothRuns(), "frame")
                    + (tolerance > 0 ? ", no score differs by more than " + tolerance + "." : ", every score equal.");
        }
        return "Different: " + Amounts.number(all.different()) + " of " + Amounts.count(all.bothRuns(), "frame")
                + " in both runs, " + Amounts.number(all.outcomesDiffer()) + " of them in their outcome; "
                + Amounts.number(all.inA()) + " only in A, " + Amounts.number(all.inB()) + " only in B.";
    }

    private static void run(PrintWriter out, String letter, ScoredRun run) {
        out.println(letter + ": " + run.name() + ", "
                + Amounts.count(run.frames().size(), "frame")
                + (run.notes() > 0 ? " and " + Amounts.count(run.notes(), "note") + " (orphan, duplicate, late)" : "")
                + (run.identities().isEmpty() ? "" : "; " + String.join("; ", run.identities())));
    }

    private static void row(TextTable table, String link, Differences differences) {
        table.row(
                link,
                Amounts.number(differences.bothRuns()),
                Amounts.number(differences.inA()),
                Amounts.number(differences.inB()),
                Amounts.number(differences.outcomesDiffer()),
                signed(differences.mean()),
                plain(differences.meanAbsolute()),
                plain(differences.medianAbsolute()),
                plain(differences.maxAbsolute()));
    }

    static ObjectNode json(RunComparison comparison) {
        ObjectNode json = Json.object();
        json.set("a", run(comparison.a()));
        json.set("b", run(comparison.b()));
        json.put("comparable", comparison.comparable()).put("different", comparison.different());
        json.set("all", differences(comparison.all()));
        ArrayNode links = json.putArray("links");
        comparison.links().forEach((link, differences) -> {
            ObjectNode node = Json.object().put("link", link);
            node.setAll(differences(differences));
            links.add(node);
        });
        ArrayNode worst = json.putArray("worst");
        comparison
                .worst()
                .forEach(frame -> worst.addObject()
                        .put("link", frame.key().link().key())
                        .put("sequence", frame.key().sequence())
                        .put("a", frame.a().score())
                        .put("b", frame.b().score())
                        .put("difference", frame.difference()));
        return json;
    }

    private static ObjectNode run(ScoredRun run) {
        ObjectNode json = Json.object()
                .put("name", run.name())
                .put("frames", run.frames().size())
                .put("notes", run.notes())
                .put("repeated", run.repeated());
        ArrayNode identities = json.putArray("identities");
        run.identities().forEach(identities::add);
        return json;
    }

    private static ObjectNode differences(Differences differences) {
        ObjectNode json = Json.object()
                .put("both", differences.bothRuns())
                .put("onlyA", differences.inA())
                .put("onlyB", differences.inB())
                .put("different", differences.different())
                .put("outcomesDiffer", differences.outcomesDiffer())
                .put("scoredInBoth", differences.scoredInBoth());
        Json.number(json, "mean", differences.mean());
        Json.number(json, "meanAbsolute", differences.meanAbsolute());
        Json.number(json, "medianAbsolute", differences.medianAbsolute());
        Json.number(json, "maxAbsolute", differences.maxAbsolute());
        ObjectNode metrics = json.putObject("metrics");
        differences.metrics().forEach((name, means) -> {
            ObjectNode metric = metrics.putObject(name);
            Json.number(metric, "mean", means[0]);
            Json.number(metric, "meanAbsolute", means[1]);
        });
        return json;
    }

    /** Every frame of either run, a line each; empty where there is nothing. */
    static void csv(PrintWriter out, RunComparison comparison, double tolerance) {
        SortedSet<String> metrics = new TreeSet<>();
        for (ScoredRun run : List.of(comparison.a(), comparison.b())) {
            run.frames()
                    .values()
                    .forEach(frame -> metrics.addAll(frame.metrics().keySet()));
        }
        List<String> heading = new ArrayList<>(List.of(
                "stream",
                "receiver",
                "sequence",
                "outcome_a",
                "outcome_b",
                "score_a",
                "score_b",
                "difference",
                "differs"));
        metrics.forEach(metric -> heading.addAll(List.of(metric + "_a", metric + "_b")));
        out.println(String.join(",", heading));
        RunComparison.frames(comparison.a(), comparison.b(), frame -> {
            List<String> cells = new ArrayList<>(List.of(
                    frame.key().link().stream(),
                    frame.key().link().receiver(),
                    Long.toString(frame.key().sequence()),
                    of(frame.a(), found -> found.outcome().name()),
                    of(frame.b(), found -> found.outcome().name()),
                    of(frame.a(), ScoredRun.Frame::score),
                    of(frame.b(), ScoredRun.Frame::score),
                    frame.difference() == null ? "" : Double.toString(frame.difference()),
                    Boolean.toString(differs(frame, tolerance))));
            metrics.forEach(metric -> {
                cells.add(of(frame.a(), found -> found.metrics().get(metric)));
                cells.add(of(frame.b(), found -> found.metrics().get(metric)));
            });
            out.println(String.join(",", cells.stream().map(ScoreCsv::quoted).toList()));
        });
    }

    private static boolean differs(FrameDifference frame, double tolerance) {
        return frame.a() == null || frame.b() == null || RunComparison.differs(frame, tolerance);
    }

    private static String of(ScoredRun.Frame frame, Function<ScoredRun.Frame, Object> value) {
        Object found = frame == null ? null : value.apply(frame);
        return found == null ? "" : found.toString();
    }

    private static String signed(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%+.4f", value);
    }

    private static String plain(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4f", value);
    }
}
