package io.sessmonitor.deploy.export;

import io.sessmonitor.models.ExportToolchain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A virtual environment for the export programs, made once for each set of requirements and kept in a cache folder. It
 * sees the system's packages, so that a torch that is there already is not downloaded. Used by one thread.
 */
public final class PythonEnvironment {

    private static final String READY = "ready";
    private static final List<String> NAMES = List.of("python3", "python");
    private static final String VERSION =
            "import sys, venv, ensurepip; sys.exit(0 if sys.version_info >= (3, 9) else 3)";

    private final String python;
    private final Path folder;
    private final Consumer<String> progress;

    private PythonEnvironment(String python, Path folder, Consumer<String> progress) {
        this.python = python;
        this.folder = folder;
        this.progress = progress;
    }

    /**
     * Finds Python and copies the programs; installs nothing yet.
     *
     * @param wanted the Python to use; null for the first that is found
     * @param cache folder for environments and programs
     * @param progress gets a line for each long step
     * @throws PythonException if there is no Python that will do
     */
    public static PythonEnvironment find(String wanted, Path cache, Consumer<String> progress)
            throws IOException, InterruptedException {
        List<String> refused = new ArrayList<>();
        for (String name : wanted == null ? NAMES : List.of(wanted)) {
            String problem = problem(name);
            if (problem == null) {
                Path folder = Files.createDirectories(cache.resolve("export-" + ExportToolchain.requirementsId()));
                ExportToolchain.copyTo(folder);
                return new PythonEnvironment(name, folder, progress);
            }
            refused.add(name + ": " + problem);
        }
        throw new PythonException(
                true,
                "no Python that will do (" + String.join("; ", refused)
                        + "). Python 3.9 or newer with venv and pip is needed (Debian, Ubuntu: apt install python3-venv);"
                        + " name another with --python");
    }

    /** What keeps a Python from being used; null if nothing does. */
    private static String problem(String name) throws InterruptedException {
        try {
            PythonProcess.Result result = PythonProcess.run(List.of(name, "-c", VERSION), Path.of("."), line -> {});
            return switch (result.exitCode()) {
                case 0 -> null;
                case 3 -> "older than 3.9";
                default -> result.lastLine();
            };
        } catch (IOException e) {
            return "cannot be started";
        }
    }

    /**
     * Runs an export program with the system's packages only, for what needs none.
     *
     * @throws PythonException if it ends with an error
     */
    public void runPlain(String program, List<String> arguments) throws IOException, InterruptedException {
        run(python, program, arguments, line -> {});
    }

    /**
     * Runs an export program with all its packages, which are installed first when they are not there.
     *
     * @param lines gets what it prints
     * @throws PythonException if the environment cannot be made, or the program ends with an error
     */
    public void run(String program, List<String> arguments, Consumer<String> lines)
            throws IOException, InterruptedException {
        run(environment().toString(), program, arguments, lines);
    }

    private void run(String executable, String program, List<String> arguments, Consumer<String> lines)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(executable, folder.resolve(program).toString()));
        command.addAll(arguments);
        PythonProcess.Result result = PythonProcess.run(command, Path.of("."), lines);
        if (result.exitCode() != 0) {
            throw new PythonException(
                    result.exitCode() == 2,
                    result.exitCode() > 128
                            ? program + " was ended by the system (code " + result.exitCode()
                                    + "), most likely for want of memory"
                            : result.lastLine());
        }
    }

    /** The environment's Python. */
    private Path environment() throws IOException, InterruptedException {
        Path venv = folder.resolve("venv");
        Path executable = venv.resolve("bin").resolve("python");
        if (Files.exists(venv.resolve(READY)) && Files.isExecutable(executable)) {
            return executable;
        }
        delete(venv);
        progress.accept("setting up Python packages in " + folder + " (once)");
        install(List.of(python, "-m", "venv", "--system-site-packages", venv.toString()));
        if (!hasTorch(executable)) {
            progress.accept("downloading torch (once; up to some GB)");
            pip(executable, ExportToolchain.TORCH_REQUIREMENTS);
        }
        progress.accept("downloading the other packages (once)");
        pip(executable, ExportToolchain.REQUIREMENTS);
        Files.createFile(venv.resolve(READY));
        return executable;
    }

    private boolean hasTorch(Path executable) throws IOException, InterruptedException {
        return PythonProcess.run(List.of(executable.toString(), "-c", "import torch, torchvision"), folder, line -> {})
                        .exitCode()
                == 0;
    }

    private void pip(Path executable, String requirements) throws IOException, InterruptedException {
        install(List.of(
                executable.toString(),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--no-input",
                "--disable-pip-version-check",
                "-r",
                folder.resolve(requirements).toString()));
    }

    private void install(List<String> command) throws IOException, InterruptedException {
        PythonProcess.Result result = PythonProcess.run(command, folder, line -> {});
        if (result.exitCode() != 0) {
            String reason = result.last().stream()
                    .filter(line -> line.startsWith("ERROR"))
                    .findFirst()
                    .orElse(result.lastLine());
            throw new PythonException(false, "the Python packages could not be installed in " + folder + ": " + reason);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
