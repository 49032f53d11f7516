package io.sessmonitor.deploy.cli;

import io.sessmonitor.deploy.overlay.GraphOverlay;
import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleCatalog;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.scorer.ScorerSettings;
import io.sessmonitor.scorer.SessScorer;
import io.sessmonitor.scorer.decode.PictureDecoder;
import io.sessmonitor.scorer.decode.PictureException;
import io.sessmonitor.scorer.engine.DeviceException;
import io.sessmonitor.scorer.scenegraph.SceneGraph;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code graph}: the scene graph of pictures. */
@Command(
        name = "graph",
        description = {"Show what the scorer sees in a picture: its objects and their relations.", ""},
        footer = {
            "",
            "JSON: one object a line and picture; masks as COCO run-length encoding at the picture's size,",
            "boxes as [x, y, width, height] in pixels. A picture that cannot be decoded gives a line with its error,",
            "and exit code 1."
        })
final class GraphCommand implements Callable<Integer> {

    private final Console console;
    private final ScorerFactory scorers;

    @Mixin
    private CommonOptions common;

    @Mixin
    private ScorerOptions scorerOptions;

    @Mixin
    private OutOption outOption;

    @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "Pictures: JPEG, PNG or WebP.")
    private List<Path> pictures;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "json",
            description = "json (JSON Lines) or text (tables). Default: ${DEFAULT-VALUE}.")
    private Format format;

    @Option(
            names = "--overlay",
            paramLabel = "FILE|DIR",
            description = "Write the graph over the picture: to a file, if the name ends in .png and there is one "
                    + "picture; otherwise to NAME-graph.png in this folder.")
    private Path overlay;

    /** How to print. */
    enum Format {
        TEXT,
        JSON
    }

    GraphCommand(Console console, ScorerFactory scorers) {
        this.console = console;
        this.scorers = scorers;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, BundleException, DeviceException {
        for (Path picture : pictures) {
            if (!Files.exists(picture)) {
                throw CommandException.usage(picture + ": no such file");
            }
        }
        ScorerSettings settings = scorerOptions.settings(List.of());
        boolean overlayIsFile = overlay != null && overlayIsFile();
        OverlayFolder overlays = null;
        if (overlayIsFile) {
            OverlayFolder.requireFonts();
        } else if (overlay != null) {
            overlays = OverlayFolder.create(overlay, settings.decodeLimits(), console);
        }
        PictureDecoder decoder = new PictureDecoder(settings.decodeLimits());
        Bundle bundle = BundleCatalog.open(settings.bundle());
        boolean failed = false;
        try (SessScorer scorer = scorers.create(settings);
                OutOption.Sink sink = outOption.open(console)) {
            PrintWriter out = sink.writer();
            for (Path picture : pictures) {
                try {
                    byte[] bytes = read(picture, settings.decodeLimits().maxBytes());
                    SceneGraph graph = scorer.graph(bytes);
                    print(out, picture, graph, scorer, bundle);
                    if (overlay != null) {
                        Path file = overlayIsFile ? overlay : overlays.file(FolderPairing.stem(picture) + "-graph");
                        OverlayFolder.write(
                                GraphOverlay.paint(
                                        OverlayFolder.decode(decoder, bytes),
                                        picture.toString(),
                                        graph,
                                        bundle.predicates()),
                                file);
                    }
                } catch (PictureException e) {
                    failed = true;
                    fail(out, picture, e.getMessage());
                }
                out.flush();
            }
        }
        return failed ? ExitCodes.FAILED : ExitCodes.FINE;
    }

    private boolean overlayIsFile() {
        boolean png = overlay.toString().toLowerCase(Locale.ROOT).endsWith(".png") && !Files.isDirectory(overlay);
        if (png && pictures.size() > 1) {
            throw CommandException.usage("--overlay " + overlay + ": for several pictures, name a folder");
        }
        return png;
    }

    /** A file that cannot be read is a bad picture like any other: the rest go on. */
    private static byte[] read(Path picture, long maxBytes) throws PictureException {
        if (Files.isDirectory(picture)) {
            throw new PictureException(PictureException.Fault.UNKNOWN_FORMAT, "a folder, not a picture");
        }
        try (InputStream in = Files.newInputStream(picture)) {
            return in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, maxBytes + 1));
        } catch (IOException e) {
            throw new PictureException(PictureException.Fault.CORRUPT, ErrorLines.message(e), e);
        }
    }

    private void print(PrintWriter out, Path picture, SceneGraph graph, SessScorer scorer, Bundle bundle) {
        if (format == Format.JSON) {
            out.println(
                    Json.line(GraphPrinter.json(picture.toString(), graph, bundle.predicates(), scorer.identity())));
        } else {
            GraphPrinter.text(out, picture.toString(), graph, bundle.predicates());
        }
    }

    private void fail(PrintWriter out, Path picture, String error) {
        if (format == Format.JSON) {
            out.println(
                    Json.line(Json.object().put("picture", picture.toString()).put("error", error)));
        } else {
            console.err().println(picture + ": " + error);
        }
    }
}
