package io.sessmonitor.deploy.cli;

import io.sessmonitor.deploy.export.PythonEnvironment;
import io.sessmonitor.deploy.export.PythonException;
import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleCatalog;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.models.ExportToolchain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models export}: published checkpoints become a bundle. */
@Command(
        name = "export",
        description = {
            "Make a bundle of the full models, or of a metric's, from their published checkpoints. Needs Python 3.9 to 3.13; its"
                    + " packages are installed once, in a cache folder.",
            ""
        },
        footer = {
            "",
            "Checkpoints, by file name in the folder:",
            "  reference  sam_vit_h_4b8939.pth, ram_epoch12.pth, ViT-H-14/open_clip_pytorch_model.bin",
            "  mobile     mobile_sam.pt, ram_epoch12.pth, ViT-B-32/open_clip_pytorch_model.bin",
            "  lpips      alexnet-owt-7be5be79.pth or, with --model squeeze, squeezenet1_1-b8a52dc0.pth (of torchvision)",
            "  vit        MODEL/model.safetensors or MODEL/pytorch_model.bin (of timm), for the metric vitscore",
            "  clip       MODEL/open_clip_pytorch_model.bin (of OpenCLIP), for the metric clipscore",
            "Beside a .bin of OpenCLIP a .safetensors will do.",
            "",
            "Exit codes: 0 the bundle is there, 1 the export failed, 2 usage, no Python or a checkpoint missing."
        })
final class ModelsExportCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private CommonOptions common;

    /** What can be made. */
    enum Name {
        REFERENCE,
        MOBILE,
        LPIPS,
        VIT,
        CLIP;

        /** Whether it makes scene graphs; the others serve a metric. */
        boolean forGraphs() {
            return this == REFERENCE || this == MOBILE;
        }

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(paramLabel = "reference|mobile|lpips|vit|clip", description = "Which bundle.")
    private Name name;

    @Option(names = "--checkpoints", paramLabel = "FOLDER", required = true, description = "Where the checkpoints lie.")
    private Path checkpoints;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FOLDER",
            required = true,
            description = "Where the bundle goes; new or empty.")
    private Path out;

    @Option(names = "--fp16", description = "The large networks compute in 16 bits: half the size, for GPUs.")
    private boolean half;

    @Option(
            names = "--int8",
            description =
                    "Matrix products of the large networks in 8 bits: a quarter of the size, for CPUs; less exact.")
    private boolean int8;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description =
                    "Of a metric: alex or squeeze for lpips, for vit a name of timm's, for clip one of OpenCLIP's. Default: "
                            + "alex, vit_base_patch16_224, ViT-B-32.")
    private String model;

    @Option(
            names = "--licence",
            paramLabel = "SPDX",
            description = "Licence of the weights of vit or clip; known for the default models and ViT-H-14.")
    private String licence;

    @Option(names = "--python", paramLabel = "FILE", description = "The Python to use. Default: python3 on the PATH.")
    private String python;

    ModelsExportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, BundleException {
        if (half && int8) {
            throw CommandException.usage("--fp16 and --int8 exclude each other");
        }
        if (name.forGraphs() && (model != null || licence != null)) {
            throw CommandException.usage("--model and --licence are for lpips, vit and clip");
        }
        if (!name.forGraphs() && (half || int8)) {
            throw CommandException.usage("--fp16 and --int8 are for reference and mobile");
        }
        String program = name.forGraphs() ? ExportToolchain.FULL : ExportToolchain.METRIC;
        try (PythonEnvironment environment = PythonEnvironment.find(python, cache(), this::say)) {
            List<String> check = new ArrayList<>(arguments());
            check.add("--check");
            environment.runPlain(program, check);
            environment.run(program, arguments(), this::say);
        } catch (PythonException e) {
            throw e.mendable() ? CommandException.usage(e.getMessage()) : CommandException.failed(e.getMessage(), e);
        }
        Bundle bundle = BundleCatalog.open(out.toString());
        console.out()
                .println(bundle + " in " + out + ", " + bundle.licence() + ". Use it with "
                        + (name.forGraphs() ? "--bundle " : "--metric-bundle ") + out);
        return ExitCodes.FINE;
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(
                name.id(),
                "--checkpoints",
                checkpoints.toAbsolutePath().toString(),
                "--out",
                out.toAbsolutePath().toString()));
        if (half) {
            arguments.add("--fp16");
        }
        if (int8) {
            arguments.add("--int8");
        }
        if (model != null) {
            arguments.addAll(List.of("--model", model));
        }
        if (licence != null) {
            arguments.addAll(List.of("--licence", licence));
        }
        return arguments;
    }

    /** Where the user's caches lie. */
    private Path cache() {
        String given = console.environment().getOrDefault("XDG_CACHE_HOME", "");
        Path caches = given.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(given);
        return caches.resolve("sess-monitor");
    }

    private void say(String line) {
        console.err().println(line);
        console.err().flush();
    }
}
