package io.sessmonitor.deploy.cli;

import io.sessmonitor.models.BundleException;
import io.sessmonitor.scorer.CalibratedScorer;
import io.sessmonitor.scorer.PicturePair;
import io.sessmonitor.scorer.ScorerSettings;
import io.sessmonitor.scorer.SessScorer;
import io.sessmonitor.scorer.engine.DeviceException;
import io.sessmonitor.scorer.metric.MetricBundles;
import io.sessmonitor.scorer.metric.MetricDescription;
import io.sessmonitor.scorer.metric.Metrics;
import io.sessmonitor.scorer.tune.Calibration;
import io.sessmonitor.scorer.tune.CalibrationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code score}: scores two pictures, or the pictures of two folders. */
@Command(
        name = "score",
        description = {
            "Score a received picture against the one that was sent, or all of two folders, paired by file name "
                    + "without extension.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  sess-monitor score original.png reconstructed.jpg --overlay out/",
            "  sess-monitor score sent/ received/ --format csv --out scores.csv",
            "",
            "A picture without its partner is reported as MISSING (sent, not received) or ORPHAN (received, never",
            "sent), one that cannot be decoded as UNDECODABLE; the exit code is then 1."
        })
final class ScoreCommand implements Callable<Integer> {

    /** Metrics the table shows when nobody asked for any. */
    private static final List<String> TABLE = List.of("psnr");

    private final Console console;
    private final ScorerFactory scorers;

    @Mixin
    private CommonOptions common;

    @Mixin
    private ScorerOptions scorerOptions;

    @Mixin
    private OutOption outOption;

    @Parameters(
            index = "0",
            paramLabel = "SENT",
            description = "Sent picture (JPEG, PNG or WebP), or a folder of them.")
    private Path sent;

    @Parameters(index = "1", paramLabel = "RECEIVED", description = "Received picture, or a folder of them.")
    private Path received;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text (a table), csv, or json (JSON Lines, with the whole explanation). "
                    + "Default: ${DEFAULT-VALUE}.")
    private ScorePrinter.Format format;

    @Option(
            names = "--overlay",
            paramLabel = "DIR",
            description = "Write a picture of each pair to this folder: matched objects in the same colour, lost and "
                    + "invented ones hatched, and the score.")
    private Path overlay;

    @Option(
            names = "--metrics",
            paramLabel = "all|none|LIST",
            description = "Baseline metrics to compute beside SeSS, named below, with commas between. Default: "
                    + "mse,psnr,ssim, of which the table shows psnr alone.")
    private String metrics;

    @Option(
            names = "--metric-bundle",
            paramLabel = "PATH",
            description = "Folder of a bundle that serves lpips, vitscore or clipscore, for --metrics; once for each.")
    private List<String> metricBundles = List.of();

    @Option(
            names = "--calibration",
            paramLabel = "FILE",
            description = "Show as 'calibrated' what people would have said, by a map that calibrate made.")
    private String calibration;

    ScoreCommand(Console console, ScorerFactory scorers) {
        this.console = console;
        this.scorers = scorers;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, BundleException, DeviceException {
        List<FolderPairing.Item> items = items();
        List<String> names = metrics == null ? Metrics.DEFAULT : metricNames();
        ScorerSettings settings = scorerOptions.settings(names, metricBundles);
        OverlayFolder overlays =
                overlay == null ? null : OverlayFolder.create(overlay, settings.decodeLimits(), console);
        Optional<Calibration> people = calibration();
        int nameWidth = items.stream().mapToInt(i -> i.name().length()).max().orElse(0);
        try (SessScorer scorer = calibrated(scorers.create(settings), people);
                OutOption.Sink sink = outOption.open(console)) {
            boolean colours = console.colours() && !outOption.toFile();
            List<MetricDescription> shown =
                    Metrics.described(metrics == null && format == ScorePrinter.Format.TEXT ? TABLE : names);
            ScorePrinter printer = ScorePrinter.of(format, sink.writer(), nameWidth, colours, shown, scorer.identity());
            Progress progress = new Progress(console, items.size(), "pairs");
            Failures failures = new Failures();
            new ScoreRun(scorer, settings.decodeLimits().maxBytes(), (row, pictures) -> {
                        progress.clear();
                        printer.row(row);
                        if (row.outcome() != ScoreRow.Outcome.SCORED || !painted(overlays, row, pictures)) {
                            failures.any = true;
                        }
                        progress.step();
                    })
                    .run(items);
            progress.clear();
            printer.end();
            return failures.any ? ExitCodes.FAILED : ExitCodes.FINE;
        }
    }

    private Optional<Calibration> calibration() {
        try {
            return calibration == null ? Optional.empty() : Optional.of(Calibration.open(calibration));
        } catch (CalibrationException e) {
            throw CommandException.usage("--calibration: " + e.getMessage());
        }
    }

    private static SessScorer calibrated(SessScorer scorer, Optional<Calibration> calibration) {
        try {
            return CalibratedScorer.of(scorer, calibration);
        } catch (CalibrationException e) {
            throw CommandException.usage("--calibration: " + e.getMessage());
        }
    }

    /** Whether any item failed; written and read by the command's own thread. */
    private static final class Failures {
        private boolean any;
    }

    private static boolean painted(OverlayFolder overlays, ScoreRow row, Optional<PicturePair> pictures)
            throws IOException {
        return overlays == null || pictures.isEmpty() || overlays.paint(row, pictures.get());
    }

    private List<String> metricNames() {
        try {
            return MetricBundles.parse(metrics, metricBundles);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage("--metrics: " + e.getMessage());
        }
    }

    private List<FolderPairing.Item> items() throws IOException {
        requireThere("SENT", sent);
        requireThere("RECEIVED", received);
        if (Files.isDirectory(sent) != Files.isDirectory(received)) {
            Path folder = Files.isDirectory(sent) ? sent : received;
            throw CommandException.usage("give two pictures or two folders: only " + folder + " is a folder");
        }
        if (!Files.isDirectory(sent)) {
            return List.of(
                    new FolderPairing.Item(pairName(), Optional.of(sent), Optional.of(received), Optional.empty()));
        }
        FolderPairing pairing = FolderPairing.of(sent, received);
        pairing.notes().forEach(console.err()::println);
        if (pairing.items().isEmpty()) {
            throw CommandException.usage("there is no picture in " + sent + " or " + received);
        }
        return pairing.items();
    }

    private static void requireThere(String what, Path path) {
        if (!Files.exists(path)) {
            throw CommandException.usage(what + ": " + path + ": no such file or folder");
        }
    }

    private String pairName() {
        String one = FolderPairing.stem(sent);
        String other = FolderPairing.stem(received);
        return one.equals(other) ? one : one + " > " + other;
    }
}
