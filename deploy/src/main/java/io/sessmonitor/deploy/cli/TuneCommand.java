package io.sessmonitor.deploy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.scorer.SceneGraphs;
import io.sessmonitor.scorer.ScorerIdentity;
import io.sessmonitor.scorer.ScorerSettings;
import io.sessmonitor.scorer.SessScorers;
import io.sessmonitor.scorer.engine.DeviceException;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.match.ProfileException;
import io.sessmonitor.scorer.match.ProfileFile;
import io.sessmonitor.scorer.tune.GraphStore;
import io.sessmonitor.scorer.tune.PairTerms;
import io.sessmonitor.scorer.tune.Search;
import io.sessmonitor.scorer.tune.TrialJournal;
import io.sessmonitor.scorer.tune.TuneResult;
import io.sessmonitor.scorer.tune.TuneSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tune}: finds the constants under which scores agree best with people. */
@Command(
        name = "tune",
        description = {
            "Find the constants of SeSS under which scores agree best with what people said, and write them as a profile "
                    + "for --profile and scoring.profile.",
            ""
        },
        footer = {
            "",
            "RATINGS has a heading line with the columns original,a,b,score_a,score_b (two pictures, each scored against",
            "an original) or sent,received,score. More is more alike, on any scale. Paths are relative to the file.",
            "",
            "What is searched: weight of the relation 0..1, update rate .005..1, importance root 1..10, sweeps 1..12,",
            "weight of the whole picture 0..1. Cross-validated by original: \"not seen\" is how constants found in this",
            "way do on originals they were not chosen by, and what tells whether the profile is worth using.",
            "An interrupted run goes on where it was when it is started again in the same way. The same seed and data",
            "give the same profile, whatever --threads is."
        })
final class TuneCommand implements Callable<Integer> {

    /** How to print what was found. */
    enum Format {
        TEXT,
        JSON,
        CSV
    }

    private final Console console;

    @Mixin
    private CommonOptions common;

    @Mixin
    private ScorerOptions scorerOptions;

    @Parameters(paramLabel = "RATINGS", description = "What people said, as comma-separated values.")
    private Path ratings;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "tuned",
            description = "Name of the new profile: lower-case letters, digits, dashes. Default: ${DEFAULT-VALUE}.")
    private String name;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Where to write the profile; never over another file. Default: NAME.yaml.")
    private Path out;

    @Option(
            names = "--trials",
            paramLabel = "N",
            defaultValue = "64",
            description =
                    "Settings tried; each fold refines its own as well, which takes up to twice as many matchings. "
                            + "Default: ${DEFAULT-VALUE}.")
    private int trials;

    @Option(
            names = "--folds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Folds of the cross-validation; no more than there are originals. Default: ${DEFAULT-VALUE}.")
    private int folds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the search and of the folds. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description =
                    "Where scene graphs and the trials of an interrupted run are kept. Default: ~/.sess-monitor/tune.")
    private Path cache;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, json or csv. Default: ${DEFAULT-VALUE}.")
    private Format format;

    TuneCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, BundleException, DeviceException, ProfileException {
        Path file = checkedOut();
        RatingsCsv csv = RatingsCsv.read(ratings);
        ScorerSettings settings = scorerOptions.settings(List.of());
        Path kept = cache == null ? HomeFolder.resolve("tune") : cache;
        AtomicBoolean stop = new AtomicBoolean();
        StopSignals signals = StopSignals.install(() -> stop.set(true));
        try (SceneGraphs graphs = SessScorers.graphs(settings)) {
            RatedGraphs data = RatedGraphs.make(
                    csv,
                    graphs,
                    new GraphStore(kept.resolve("graphs"), graphs.identity()),
                    settings.threads(),
                    settings.decodeLimits().maxBytes(),
                    console,
                    stop::get);
            data.problems().forEach(console.err()::println);
            TuneSettings search = search(settings.profile(), data);
            TuneResult result;
            try (TrialJournal journal = TrialJournal.open(
                    kept.resolve("runs"), key(search, csv, data, graphs.identity()), search.folds())) {
                result = search(search, data, graphs, settings.threads(), journal, stop);
                TuneReport report = new TuneReport(csv, data, search, graphs.identity(), result);
                ProfileFile profile = new ProfileFile(
                        1,
                        name,
                        search.base().method().name().toLowerCase(Locale.ROOT),
                        ProfileFile.Constants.of(result.constants()),
                        report.json());
                Files.writeString(file, profile.text(), StandardOpenOption.CREATE_NEW);
                journal.delete();
                print(report, ProfileFile.open(file.toString()), file);
            }
            if (!result.better()) {
                console.err()
                        .println("On originals not seen, " + search.base() + " agrees as well with these people as the"
                                + " tuned profile, or better: keep " + search.base() + ", or get more ratings.");
            }
            return data.problems().isEmpty() ? ExitCodes.FINE : ExitCodes.FAILED;
        } finally {
            signals.close();
        }
    }

    private Path checkedOut() {
        if (!ProfileFile.isName(name)) {
            throw CommandException.usage("--name " + name
                    + ": must be lower-case letters, digits and dashes, and not the name of a built-in profile");
        }
        Path file = out == null ? Path.of(name + ".yaml") : out;
        if (Files.exists(file)) {
            throw CommandException.usage(file + ": is there already; name another file with --out");
        }
        if (trials < 8 || folds < 2) {
            throw CommandException.usage("--trials must be at least 8, --folds at least 2");
        }
        return file;
    }

    private TuneSettings search(Profile base, RatedGraphs data) {
        int originals = data.ratings().originals();
        if (originals < 2) {
            throw CommandException.usage(ratings + ": all pairs have one original; cross-validation needs two or more");
        }
        return new TuneSettings(base, trials, Math.min(folds, originals), seed);
    }

    /** Everything a trial depends on. */
    private static String key(TuneSettings search, RatingsCsv csv, RatedGraphs data, ScorerIdentity maker) {
        return String.join(
                "\n",
                "1",
                csv.sha256(),
                data.picturesSha256(),
                maker.bundleSha256(),
                search.base().id(),
                search.base().constants().toString(),
                Integer.toString(search.trials()),
                Integer.toString(search.folds()),
                Long.toString(search.seed()));
    }

    private TuneResult search(
            TuneSettings search,
            RatedGraphs data,
            SceneGraphs graphs,
            int threads,
            TrialJournal journal,
            AtomicBoolean stop)
            throws IOException, InterruptedException {
        int noted = journal.noted();
        if (noted > 0) {
            console.err().println("going on after " + noted + " trials of an interrupted run");
        }
        try (PairTerms terms =
                new PairTerms(PairTerms.Matching.of(graphs), data.graphs(), data.sent(), data.received(), threads)) {
            Progress[] progress = new Progress[1];
            int[] last = new int[1];
            Optional<TuneResult> result = new Search(terms, data.ratings(), search, journal)
                    .run(
                            (done, most) -> {
                                progress[0] = progress[0] == null ? new Progress(console, most, "trials") : progress[0];
                                progress[0].step();
                                last[0] = done;
                            },
                            stop::get);
            if (progress[0] != null) {
                progress[0].clear();
            }
            return result.orElseThrow(() -> CommandException.failed(
                    "stopped after " + last[0] + " trials; the same command goes on from there"));
        }
    }

    private void print(TuneReport report, Profile profile, Path file) {
        switch (format) {
            case TEXT -> {
                report.text(console.out());
                console.out().println();
                console.out().println(profile.id() + " written to " + file);
            }
            case CSV -> report.csv(console.out());
            case JSON -> {
                ObjectNode node = Json.object();
                node.put("profile", profile.id());
                node.put("file", file.toString());
                node.setAll(report.json());
                console.out().println(Json.line(node));
            }
        }
    }
}
