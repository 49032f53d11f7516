package io.sessmonitor.deploy.export;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One run of a program: its output line by line, its exit code, the last lines it printed. Used by one thread; the program
 * does not outlive the call.
 */
final class PythonProcess {

    private static final int KEPT = 12;

    /** @param last the last lines printed, oldest first */
    record Result(int exitCode, List<String> last) {

        /** The last line that is not blank. */
        String lastLine() {
            for (int i = last.size() - 1; i >= 0; i--) {
                if (!last.get(i).isBlank()) {
                    return last.get(i).strip();
                }
            }
            return "no output";
        }
    }

    private PythonProcess() {}

    /**
     * Runs a program to its end.
     *
     * @param lines gets every line of output and errors
     * @throws IOException if the program cannot be started
     */
    static Result run(List<String> command, Path folder, Consumer<String> lines)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.directory(folder.toFile());
        builder.environment().put("PYTHONUNBUFFERED", "1");
        builder.environment().put("PYTHONWARNINGS", "ignore");
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        // The checkpoints are files; nothing is to be fetched behind the user's back.
        builder.environment().put("HF_HUB_OFFLINE", "1");
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            Deque<String> last = new ArrayDeque<>();
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.accept(line);
                    last.addLast(line);
                    if (last.size() > KEPT) {
                        last.removeFirst();
                    }
                }
            }
            return new Result(process.waitFor(), List.copyOf(last));
        } finally {
            end(process);
        }
    }

    private static void end(Process process) throws InterruptedException {
        if (process.isAlive()) {
            process.destroy();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }
}
