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

    @Mixin
    private RatingsOptions ratings;

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
            defaultValue = "128",
            description = "Settings tried, at random. Default: ${DEFAULT-VALUE}.")
    private int trials;

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
        RatingsCsv csv = ratings.read();
        ScorerSettings settings = scorerOptions.settings(List.of());
        AtomicBoolean stop = new AtomicBoolean();
        StopSignals signals = StopSignals.install(() -> stop.set(true));
        try (SceneGraphs graphs = SessScorers.graphs(settings)) {
            RatedGraphs data = ratings.graphs(csv, graphs, settings, console, stop::get);
            TuneSettings search = new TuneSettings(settings.profile(), trials, ratings.folds(data), ratings.seed());
            TuneResult result;
            try (TrialJournal journal = TrialJournal.open(
                    ratings.cache().resolve("runs"), key(search, csv, data, graphs.identity()), search.folds())) {
                result = search(search, data, graphs, settings.threads(), journal, stop);
                TuneReport report = new TuneReport(ratings.json(csv, data), data, search, graphs.identity(), result);
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
        RatingsOptions.requireNew(file);
        if (trials < 8) {
            throw CommandException.usage("--trials must be at least 8, not " + trials);
        }
        return file;
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
        try (PairTerms terms = data.terms(graphs, threads)) {
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
