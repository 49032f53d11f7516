package io.sessmonitor.deploy.cli;

import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleCatalog;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.match.interchange.InterchangeException;
import io.sessmonitor.scorer.match.interchange.MatchInterchange;
import io.sessmonitor.scorer.match.interchange.RelationSimilarity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code match}: graph matching alone, without pictures or models. */
@Command(
        name = "match",
        description = {
            "Match pairs of scene graphs given as JSON Lines, without pictures or models.",
            "One answer a line, in the same order; a bad line is answered with its error, and the rest go on.",
            ""
        },
        footer = {
            "",
            "A line: {\"name\": \"...\", \"a\": GRAPH, \"b\": GRAPH} with GRAPH =",
            "{\"image\": [numbers], \"nodes\": [{\"embedding\": [numbers], \"centroid\": [y, x], \"importance\": w}],",
            " \"relations\": [{\"subject\": 0, \"object\": 1, \"predicate\": \"on\", \"confidence\": 0.7}]}"
        })
final class MatchCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private CommonOptions common;

    @Mixin
    private OutOption outOption;

    @Parameters(paramLabel = "PAIRS", description = "Pairs of graphs, one a line; - for standard input.")
    private String pairs;

    @Option(
            names = "--profile",
            paramLabel = "PROFILE|FILE",
            defaultValue = "paper",
            description = "How SeSS is computed: paper, reference, or a profile file. Default: ${DEFAULT-VALUE}.")
    private Profile profile;

    @Option(
            names = "--relations",
            paramLabel = "FILE",
            description = "Similarity of the predicates: {\"predicates\": [...], \"similarity\": [[...]]}. "
                    + "Default: those of the embedded bundle.")
    private Path relations;

    MatchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, BundleException {
        RelationSimilarity similarity = similarity();
        try (InputStream in = open();
                OutOption.Sink sink = outOption.open(console)) {
            MatchInterchange.Summary summary = MatchInterchange.run(in, sink.writer(), profile, similarity);
            if (summary.failures() > 0) {
                console.err()
                        .println(summary.failures() + " of " + summary.lines() + " lines could not be matched; their "
                                + "answers say why");
            }
            return summary.failures() > 0 ? ExitCodes.FAILED : ExitCodes.FINE;
        }
    }

    private InputStream open() throws IOException {
        if ("-".equals(pairs)) {
            return console.in();
        }
        Path file = Path.of(pairs);
        if (Files.isDirectory(file)) {
            throw CommandException.usage(pairs + ": a folder; give a file of JSON Lines");
        }
        return Files.newInputStream(file);
    }

    private RelationSimilarity similarity() throws IOException, BundleException {
        if (relations == null) {
            Bundle bundle = BundleCatalog.open(BundleCatalog.embedded().get(0));
            return new RelationSimilarity(bundle.predicates(), bundle.relationSimilarity());
        }
        try {
            return RelationSimilarity.read(relations);
        } catch (InterchangeException e) {
            throw CommandException.usage(relations + ": " + e.getMessage());
        }
    }
}
