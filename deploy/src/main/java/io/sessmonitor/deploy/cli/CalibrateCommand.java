package io.sessmonitor.deploy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.scorer.SceneGraphs;
import io.sessmonitor.scorer.ScorerIdentity;
import io.sessmonitor.scorer.ScorerSettings;
import io.sessmonitor.scorer.SessScorers;
import io.sessmonitor.scorer.engine.DeviceException;
import io.sessmonitor.scorer.match.MatchTerms;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.tune.Calibration;
import io.sessmonitor.scorer.tune.CalibrationException;
import io.sessmonitor.scorer.tune.CalibrationFit;
import io.sessmonitor.scorer.tune.MonotoneMap;
import io.sessmonitor.scorer.tune.PairTerms;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code calibrate}: fits the map from SeSS to people's scale. */
@Command(
        name = "calibrate",
        description = {
            "Fit a rising map from SeSS to the scale of people's scores, and write it for --calibration and "
                    + "scoring.calibration. It adds a value and changes no score.",
            ""
        },
        footer = {
            "",
            "RATINGS has a heading line with the columns sent,received,score or original,a,b,score_a,score_b. More is",
            "more alike. Paths are relative to the file. The map holds for the profile and the bundle it was fitted with."
        })
final class CalibrateCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private CommonOptions common;

    @Mixin
    private ScorerOptions scorerOptions;

    @Mixin
    private RatingsOptions ratings;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            defaultValue = "calibration.yaml",
            description = "Where to write the map; never over another file. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, json or csv (the knots). Default: ${DEFAULT-VALUE}.")
    private TuneCommand.Format format;

    CalibrateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, BundleException, DeviceException {
        RatingsOptions.requireNew(out);
        RatingsCsv csv = ratings.read();
        ScorerSettings settings = scorerOptions.settings(List.of());
        AtomicBoolean stop = new AtomicBoolean();
        StopSignals signals = StopSignals.install(() -> stop.set(true));
        try (SceneGraphs graphs = SessScorers.graphs(settings)) {
            RatedGraphs data = ratings.graphs(csv, graphs, settings, console, stop::get);
            ScorerIdentity maker = graphs.identity();
            CalibrationFit fit = CalibrationFit.of(
                    scores(data, graphs, settings), data.ratings(), ratings.folds(data), ratings.seed());
            ObjectNode fitted = ratings.json(csv, data);
            fitted.put("rmse_seen", fit.seen());
            fitted.put("rmse_unseen", fit.unseen());
            fitted.put("rmse_of_mean", fit.mean());
            Files.writeString(out, Calibration.text(maker, fit.map(), fitted), StandardOpenOption.CREATE_NEW);
            print(fit, data, maker, fitted);
            if (fit.unseen() >= fit.mean()) {
                console.err()
                        .println(
                                "On originals not seen the map is no better than people's mean score: these scores do not"
                                        + " tell what these people say.");
            }
            return data.problems().isEmpty() ? ExitCodes.FINE : ExitCodes.FAILED;
        } catch (CalibrationException e) {
            throw CommandException.failed(e.getMessage(), e);
        } finally {
            signals.close();
        }
    }

    private static double[] scores(RatedGraphs data, SceneGraphs graphs, ScorerSettings settings)
            throws InterruptedException {
        Profile profile = settings.profile();
        MatchTerms[] terms;
        try (PairTerms matching = data.terms(graphs, settings.threads())) {
            terms = matching.of(profile);
        }
        double[] scores = new double[terms.length];
        for (int p = 0; p < scores.length; p++) {
            double raw = terms[p].raw(
                    profile.constants().sweeps(), profile.constants().imageWeight());
            scores[p] = Math.max(0, Math.min(1, raw));
        }
        return scores;
    }

    private void print(CalibrationFit fit, RatedGraphs data, ScorerIdentity maker, ObjectNode fitted) {
        PrintWriter lines = console.out();
        switch (format) {
            case TEXT -> {
                TextTable table = new TextTable(">SeSS", ">people");
                for (MonotoneMap.Knot knot : fit.map().knots()) {
                    table.row(number(knot.score()), number(knot.value()));
                }
                table.print(lines);
                lines.println();
                lines.println(
                        data.ratings().size() + " pairs of " + data.ratings().originals()
                                + " originals; profile " + maker.profile() + ", bundle " + maker.bundleName() + " "
                                + maker.bundleVersion() + ".");
                lines.println("Off people's scores by " + number(fit.unseen()) + " on originals not seen ("
                        + number(fit.seen()) + " on those it was fitted to); their mean is off by " + number(fit.mean())
                        + ".");
                lines.println("Written to " + out);
            }
            case CSV -> {
                lines.println("score,value");
                fit.map().knots().forEach(knot -> lines.println(knot.score() + "," + knot.value()));
            }
            case JSON -> lines.println(Json.line(fitted.put("file", out.toString())));
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
