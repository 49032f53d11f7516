package io.sessmonitor.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a shell script in Python's place, so that nothing is downloaded; what it was asked to do is in its log. */
class ModelsExportCommandTest {

    private static final String FAKE = """
            #!/bin/sh
            echo "$@" >> "%1$s/log"
            case "$*" in
              "-m venv"*) mkdir -p "%1$s/made" && for last; do :; done && mkdir -p "$last/bin" && cp "$0" "$last/bin/python" ;;
              "-m pip"*) [ ! -e "%1$s/offline" ] || { echo "ERROR: No matching distribution" >&2; echo "see above" >&2; exit 1; }
                 echo "  Downloading torch-2.5.1.whl (906.4 MB)"; echo "  Downloading six.whl (11 kB)" ;;
              *--check) [ ! -e "%1$s/missing" ] || { echo "ckpt lacks the checkpoint mobile_sam.pt" >&2; exit 2; } ;;
              *export_full.py*|*export_metric.py*)
                 [ ! -e "%1$s/broken" ] || { echo "RuntimeError: differs from the original" >&2; exit 1; }
                 [ ! -e "%1$s/killed" ] || kill -9 $$
                 echo "a warning of a library" >&2; echo "1/8 loading torch"; cp -r "%1$s/bundle" "%1$s/out" ;;
              *) ;;
            esac
            """;

    @TempDir
    private Path folder;

    private Path python;

    @BeforeEach
    void fakePython() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs /bin/sh");
        python = folder.resolve("python");
        Files.writeString(python, FAKE.formatted(folder));
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void makes_an_environment_once_exports_shows_progress_and_names_the_bundle() throws IOException {
        copyOfLite(folder.resolve("bundle"));

        CommandRun run = export("mobile", "--fp16");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("lite 1 (").contains("in " + folder.resolve("out"));
        assertThat(run.err())
                .contains("Downloading torch-2.5.1.whl (906.4 MB)", "1/8 loading torch")
                .doesNotContain("six.whl", "a warning of a library");
        assertThat(log()).anyMatch(line -> line.startsWith("-m venv --system-site-packages "));
        assertThat(log().get(log().size() - 1)).contains("export_full.py mobile --checkpoints ", " --fp16");
        long installs = installs();

        delete(folder.resolve("out"));
        assertThat(export("mobile").exitCode()).isZero();
        assertThat(installs()).as("no second installation").isEqualTo(installs);
    }

    @Test
    void a_metrics_bundle_is_made_by_its_own_program_and_named_for_metrics() throws IOException {
        copyOfLite(folder.resolve("bundle"));

        CommandRun run = export("vit", "--model", "vit_small_patch16_224", "--licence", "Apache-2.0");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("Use it with --metric-bundle " + folder.resolve("out"));
        assertThat(log().get(log().size() - 1))
                .contains("export_metric.py vit --checkpoints ", " --model vit_small_patch16_224 --licence Apache-2.0");
    }

    @Test
    void an_installation_that_failed_is_said_and_begun_anew_the_next_time() throws IOException {
        copyOfLite(folder.resolve("bundle"));
        Files.createFile(folder.resolve("offline"));

        CommandRun run = export("mobile");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("could not be installed in ", "ERROR: No matching distribution")
                .doesNotContain("see above");
        Files.delete(folder.resolve("offline"));
        assertThat(export("mobile").exitCode()).isZero();
    }

    @Test
    void a_missing_checkpoint_is_named_before_anything_is_installed() throws IOException {
        Files.createFile(folder.resolve("missing"));

        CommandRun run = export("mobile");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("ckpt lacks the checkpoint mobile_sam.pt");
        assertThat(log()).noneMatch(line -> line.startsWith("-m"));
    }

    @Test
    void an_export_that_fails_or_is_killed_says_so() throws IOException {
        Files.createFile(folder.resolve("broken"));
        CommandRun broken = export("reference");
        assertThat(broken.exitCode()).isEqualTo(1);
        assertThat(broken.err()).containsOnlyOnce("RuntimeError: differs from the original");

        Files.delete(folder.resolve("broken"));
        Files.createFile(folder.resolve("killed"));
        CommandRun killed = export("reference");
        assertThat(killed.exitCode()).isEqualTo(1);
        assertThat(killed.err()).contains("export_full.py was ended by the system", "want of memory");
    }

    @Test
    void no_python_and_options_that_do_not_go_together_are_refused() {
        CommandRun none = CommandRun.builder()
                .terminal(Map.of("XDG_CACHE_HOME", folder.toString()))
                .run("models", "export", "mobile", "--checkpoints", "x", "--out", "y", "--python", "/no/such/python");
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("no Python that will do (/no/such/python: cannot be started)", "--python");

        CommandRun both = export("mobile", "--fp16", "--int8");
        assertThat(both.exitCode()).isEqualTo(2);
        assertThat(both.err()).contains("--fp16 and --int8 exclude each other");

        assertThat(export("clip", "--fp16").err()).contains("--fp16 and --int8 are for reference and mobile");
        assertThat(export("mobile", "--model", "ViT-B-16").err())
                .contains("--model and --licence are for lpips, vit and clip");
    }

    /** The real program, as far as it goes without packages. */
    @Test
    void the_real_program_names_all_missing_checkpoints_and_a_folder_in_use() throws Exception {
        assumeTrue(pythonIsThere(), "needs python3 on the PATH");
        Path checkpoints = Files.createDirectory(folder.resolve("ckpt"));
        Files.createFile(checkpoints.resolve("mobile_sam.pt"));

        CommandRun missing = real("mobile", checkpoints, folder.resolve("new"));
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err())
                .contains(
                        "lacks the checkpoint ram_epoch12.pth (RelateAnything, from ",
                        "ViT-B-32/open_clip_pytorch_model.bin or ")
                .doesNotContain("mobile_sam.pt", "Traceback");

        Files.createFile(checkpoints.resolve("ram_epoch12.pth"));
        Files.createDirectory(checkpoints.resolve("ViT-B-32"));
        Files.createFile(checkpoints.resolve("ViT-B-32/open_clip_pytorch_model.bin"));
        CommandRun used = real("mobile", checkpoints, checkpoints);
        assertThat(used.exitCode()).isEqualTo(2);
        assertThat(used.err()).contains(checkpoints + ": folder is not empty");
    }

    @Test
    void the_real_program_wants_a_known_model_its_weights_and_their_licence() throws Exception {
        assumeTrue(pythonIsThere(), "needs python3 on the PATH");
        Path checkpoints = Files.createDirectory(folder.resolve("ckpt"));
        Path out = folder.resolve("new");

        assertThat(refused("lpips", checkpoints, out))
                .contains("lacks the checkpoint alexnet-owt-7be5be79.pth or ", "(the backbone alex of LPIPS, from ");
        assertThat(refused("lpips", checkpoints, out, "--model", "vgg"))
                .contains("LPIPS has no model 'vgg'; there are alex and squeeze");
        assertThat(refused("vit", checkpoints, out))
                .contains("lacks the checkpoint vit_base_patch16_224/model.safetensors or ");
        assertThat(refused("clip", checkpoints, out, "--model", "ViT-B-16"))
                .contains("say with --licence which licence the weights of ViT-B-16 have");
        assertThat(refused("clip", checkpoints, out, "--model", "ViT-B-16", "--licence", "MIT"))
                .contains("lacks the checkpoint ViT-B-16/open_clip_pytorch_model.bin or ");
    }

    private String refused(String name, Path checkpoints, Path out, String... more) {
        CommandRun run = real(name, checkpoints, out, more);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).doesNotContain("Traceback");
        return run.err();
    }

    private static boolean pythonIsThere() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "-c", "import venv, ensurepip, sys; assert sys.version_info >= (3, 9)")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private CommandRun real(String name, Path checkpoints, Path out, String... more) {
        List<String> all = new ArrayList<>(List.of("models", "export", name, "--checkpoints", checkpoints.toString()));
        all.addAll(List.of("--out", out.toString()));
        all.addAll(List.of(more));
        return CommandRun.builder()
                .terminal(Map.of("XDG_CACHE_HOME", folder.toString()))
                .run(all.toArray(String[]::new));
    }

    private CommandRun export(String... arguments) {
        List<String> all = new ArrayList<>(List.of("models", "export"));
        all.addAll(List.of(arguments));
        all.addAll(
                List.of("--checkpoints", "ckpt", "--out", folder.resolve("out").toString()));
        all.addAll(List.of("--python", python.toString()));
        return CommandRun.builder()
                .terminal(Map.of("XDG_CACHE_HOME", folder.toString(), "NO_COLOR", "1"))
                .run(all.toArray(String[]::new));
    }

    private List<String> log() throws IOException {
        return Files.readAllLines(folder.resolve("log"));
    }

    private long installs() throws IOException {
        return log().stream().filter(line -> line.startsWith("-m pip")).count();
    }

    private static void delete(Path bundle) throws IOException {
        try (var files = Files.list(bundle)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(bundle);
    }

    private static void copyOfLite(Path bundle) throws IOException {
        Files.createDirectories(bundle);
        for (String file : List.of("bundle.yaml", "lite.onnx", "labels.json", "relation-similarity.json")) {
            try (InputStream in = ModelsExportCommandTest.class.getResourceAsStream("/models/lite/1/" + file)) {
                Files.copy(in, bundle.resolve(file));
            }
        }
    }
}
