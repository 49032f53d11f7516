package io.sessmonitor.deploy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sessmonitor.scorer.SceneGraphs;
import io.sessmonitor.scorer.ScorerSettings;
import io.sessmonitor.scorer.tune.GraphStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code tune} and {@code calibrate} work on, and how it is cross-validated. */
final class RatingsOptions {

    @Parameters(paramLabel = "RATINGS", description = "What people said, as comma-separated values.")
    private Path file;

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
            description = "Of all that is left to chance. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Where scene graphs, and the trials of an interrupted run, are kept. "
                    + "Default: ~/.sess-monitor/tune.")
    private Path cache;

    long seed() {
        return seed;
    }

    Path cache() {
        return cache == null ? Path.of(System.getProperty("user.home", "."), ".sess-monitor", "tune") : cache;
    }

    /** @throws CommandException a usage error, where the file is there already or its folder is not: before the long work */
    static void requireNew(Path out) {
        Path folder = out.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw CommandException.usage(folder + ": no such folder");
        }
        if (Files.exists(out)) {
            throw CommandException.usage(out + ": is there already; name another file with --out");
        }
    }

    RatingsCsv read() throws IOException {
        if (folds < 2) {
            throw CommandException.usage("--folds must be at least 2, not " + folds);
        }
        return RatingsCsv.read(file);
    }

    /** The scene graphs, and a line on stderr for each line of the file that was left out. */
    RatedGraphs graphs(
            RatingsCsv csv, SceneGraphs graphs, ScorerSettings settings, Console console, BooleanSupplier stop)
            throws InterruptedException {
        RatedGraphs data = RatedGraphs.make(
                csv,
                graphs,
                new GraphStore(cache().resolve("graphs"), graphs.identity()),
                settings.threads(),
                settings.decodeLimits().maxBytes(),
                console,
                stop);
        data.problems().forEach(console.err()::println);
        return data;
    }

    /** As many folds as asked for, or as there are originals. */
    int folds(RatedGraphs data) {
        int originals = data.ratings().originals();
        if (originals < 2) {
            throw CommandException.usage(file + ": all pairs have one original; cross-validation needs two or more");
        }
        return Math.min(folds, originals);
    }

    /** What was worked on, as files made from it keep it. */
    ObjectNode json(RatingsCsv csv, RatedGraphs data) {
        ObjectNode node = Json.object();
        ObjectNode from = node.putObject("data");
        from.put("file", csv.file().getFileName().toString());
        from.put("sha256", csv.sha256());
        from.put("pictures_sha256", data.picturesSha256());
        from.put("pairs", data.ratings().size());
        from.put("originals", data.ratings().originals());
        from.put("comparisons", data.ratings().comparisons().size());
        from.put("lines_left_out", data.problems().size());
        node.put("seed", seed);
        node.put("folds", folds(data));
        return node;
    }
}
