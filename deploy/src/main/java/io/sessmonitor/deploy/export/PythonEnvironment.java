package io.sessmonitor.deploy.export;

import io.sessmonitor.models.ExportToolchain;
import io.sessmonitor.models.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A virtual environment for the export programs, made once for each set of requirements and kept in a cache folder. It
 * sees the system's packages, so that a torch that is there already is not downloaded. Used by one thread; a lock keeps
 * two processes apart, until {@link #close}.
 */
public final class PythonEnvironment implements AutoCloseable {

    private static final String READY = "ready";

    /** What to try: first what the system calls its own. */
    private static final List<String> NAMES =
            List.of("python3", "python", "python3.13", "python3.12", "python3.11", "python3.10", "python3.9");

    private static final String VERSION =
            "import sys, venv, ensurepip; sys.exit(0 if (3, 9) <= sys.version_info[:2] <= (3, 13) else 3)";
    private static final String TORCH = "import torch, torchvision; "
            + "assert tuple(map(int, torch.__version__.split('.')[:2])) >= (1, 13), 'older than 1.13'";

    /** What pip says about packages that take a while. */
    private static final Pattern LARGE = Pattern.compile("Downloading \\S+ \\([0-9.]+ [MG]B\\)");

    private static final long GB = 1_000_000_000L;

    /** Room for the downloads and what comes of them: torch brings up to 6 GB, the others 600 MB. */
    private static final long TORCH_ROOM = 10 * GB;

    private static final long OTHERS_ROOM = GB;

    /** Bytes that are free where a folder lies. */
    interface Space {
        long left(Path folder) throws IOException;
    }

    private final String python;
    /** Whether the user said which Python. */
    private final boolean named;

    private final Path folder;
    private final FileChannel lock;
    private final Space space;
    private final Consumer<String> progress;

    private PythonEnvironment(
            String python, boolean named, Path folder, FileChannel lock, Space space, Consumer<String> progress) {
        this.python = python;
        this.named = named;
        this.folder = folder;
        this.lock = lock;
        this.space = space;
        this.progress = progress;
    }

    /**
     * Finds Python and copies the programs; installs nothing yet.
     *
     * @param wanted the Python to use; null for the first that is found
     * @param cache folder for environments and programs
     * @param progress gets a line for each long step
     * @throws PythonException if there is no Python that will do, or another process uses the environment
     */
    public static PythonEnvironment find(String wanted, Path cache, Consumer<String> progress)
            throws IOException, InterruptedException {
        return find(wanted, cache, path -> Files.getFileStore(path).getUsableSpace(), progress);
    }

    static PythonEnvironment find(String wanted, Path cache, Space space, Consumer<String> progress)
            throws IOException, InterruptedException {
        List<String> refused = new ArrayList<>();
        for (String name : wanted == null ? NAMES : List.of(wanted)) {
            String problem = problem(name);
            if (problem == null) {
                Path folder = cache.resolve("export-" + ExportToolchain.requirementsId());
                return open(name, wanted != null, folder, space, progress);
            }
            refused.add(name + ": " + problem);
        }
        throw new PythonException(
                true,
                "no Python that will do (" + String.join("; ", refused)
                        + "). Python 3.9 to 3.13 with venv and pip is needed (Debian, Ubuntu: apt install python3-venv);"
                        + " name another with --python");
    }

    /** What keeps a Python from being used; null if nothing does. */
    private static String problem(String name) throws InterruptedException {
        try {
            PythonProcess.Result result =
                    PythonProcess.run(List.of(name, "-c", VERSION), Path.of("."), Map.of(), line -> {});
            return switch (result.exitCode()) {
                case 0 -> null;
                case 3 -> "older than 3.9 or newer than 3.13";
                default -> result.lastLine();
            };
        } catch (IOException e) {
            return "cannot be started";
        }
    }

    private static PythonEnvironment open(
            String python, boolean named, Path folder, Space space, Consumer<String> progress) throws IOException {
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (!alone(channel)) {
                throw new PythonException(
                        true, "another export is at work in " + folder + "; start this one when it has ended");
            }
            ExportToolchain.copyTo(folder);
            return new PythonEnvironment(python, named, folder, channel, space, progress);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean alone(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
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
        PythonProcess.Result result = PythonProcess.run(command, Path.of("."), Map.of(), lines);
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
        Path ready = venv.resolve(READY);
        if (Files.exists(ready) && Files.isExecutable(executable)) {
            if (!named || Files.readString(ready).equals(python)) {
                return executable;
            }
            progress.accept("the Python packages in " + folder + " are for another Python and are set up anew");
        }
        // What an interrupted installation left cannot be told from a whole one.
        Folders.delete(venv);
        requireRoom(OTHERS_ROOM);
        install(List.of(python, "-m", "venv", "--system-site-packages", venv.toString()));
        List<String> command = new ArrayList<>(List.of(executable.toString(), "-m", "pip", "install", "--no-input"));
        command.addAll(List.of(
                "--disable-pip-version-check",
                "-r",
                folder.resolve(ExportToolchain.REQUIREMENTS).toString()));
        boolean torch = hasTorch(executable);
        if (!torch) {
            requireRoom(TORCH_ROOM);
            command.addAll(List.of(
                    "-r", folder.resolve(ExportToolchain.TORCH_REQUIREMENTS).toString()));
        }
        progress.accept("setting up Python packages in " + folder + " (once; " + (torch ? "some 300 MB" : "up to 3 GB")
                + " to download)");
        install(command);
        Files.writeString(ready, python);
        return executable;
    }

    private boolean hasTorch(Path executable) throws IOException, InterruptedException {
        return PythonProcess.run(List.of(executable.toString(), "-c", TORCH), folder, Map.of(), line -> {})
                        .exitCode()
                == 0;
    }

    private void requireRoom(long needed) throws IOException {
        long left = space.left(folder);
        if (left < needed) {
            throw new PythonException(
                    true,
                    String.format(
                            "the Python packages need %d GB in %s, where %.1f GB are free; make room, or let"
                                    + " XDG_CACHE_HOME name a folder elsewhere",
                            needed / GB, folder, (double) left / GB));
        }
    }

    private void install(List<String> command) throws IOException, InterruptedException {
        // The system's place for temporary files may be too small for what pip downloads.
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        try {
            PythonProcess.Result result =
                    PythonProcess.run(command, folder, Map.of("TMPDIR", temporary.toString()), this::showDownload);
            if (result.exitCode() != 0) {
                throw new PythonException(
                        false, "the Python packages could not be installed in " + folder + ": " + reason(result));
            }
        } finally {
            Folders.delete(temporary);
        }
    }

    private void showDownload(String line) {
        if (LARGE.matcher(line.strip()).matches()) {
            progress.accept("  " + line.strip());
        }
    }

    private static String reason(PythonProcess.Result result) {
        return result.errors().stream()
                .filter(line -> line.startsWith("ERROR"))
                .findFirst()
                .orElse(result.lastLine());
    }

    /** Lets other processes use the environment. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
