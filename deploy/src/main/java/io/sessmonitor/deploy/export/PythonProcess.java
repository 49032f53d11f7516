package io.sessmonitor.deploy.export;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One run of a program: its output line by line, its exit code, the last lines it printed. Used by one thread, which gets
 * all lines; a second one keeps its errors. The program outlives neither the call nor this process.
 */
final class PythonProcess {

    private static final int KEPT = 12;

    /**
     * @param printed the last lines of its output, oldest first
     * @param errors the last lines of its errors, oldest first
     */
    record Result(int exitCode, List<String> printed, List<String> errors) {

        /** The last line that is not blank, of the errors if there are any. */
        String lastLine() {
            List<String> said = errors.stream().anyMatch(line -> !line.isBlank()) ? errors : printed;
            for (int i = said.size() - 1; i >= 0; i--) {
                if (!said.get(i).isBlank()) {
                    return said.get(i).strip();
                }
            }
            return "no output";
        }
    }

    private PythonProcess() {}

    /**
     * Runs a program to its end.
     *
     * @param variables added to this process's environment
     * @param lines gets every line of output, but not of errors
     * @throws IOException if the program cannot be started
     */
    static Result run(List<String> command, Path folder, Map<String, String> variables, Consumer<String> lines)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("PYTHONUNBUFFERED", "1");
        builder.environment().put("PYTHONWARNINGS", "ignore");
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        // The checkpoints are files; nothing is to be fetched behind the user's back.
        builder.environment().put("HF_HUB_OFFLINE", "1");
        builder.environment().putAll(variables);
        Process process = builder.start();
        Thread hook = new Thread(() -> destroy(process), "end-of-python");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            process.getOutputStream().close();
            CompletableFuture<List<String>> errors = CompletableFuture.supplyAsync(() -> errors(process));
            List<String> printed = last(process.getInputStream(), lines);
            return new Result(process.waitFor(), printed, errors.join());
        } finally {
            end(process);
            forget(hook);
        }
    }

    private static List<String> errors(Process process) {
        try {
            return last(process.getErrorStream(), line -> {});
        } catch (IOException e) {
            return List.of("its errors cannot be read: " + e.getMessage());
        }
    }

    /** Reads to the end; the last lines. */
    private static List<String> last(InputStream from, Consumer<String> lines) throws IOException {
        Deque<String> last = new ArrayDeque<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.accept(line);
                last.addLast(line);
                if (last.size() > KEPT) {
                    last.removeFirst();
                }
            }
        }
        return List.copyOf(last);
    }

    private static void end(Process process) throws InterruptedException {
        if (process.isAlive()) {
            destroy(process);
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    /** With what it has started, as pip does to build a package. */
    private static void destroy(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This process is ending, and the hook has run or runs.
        }
    }
}
