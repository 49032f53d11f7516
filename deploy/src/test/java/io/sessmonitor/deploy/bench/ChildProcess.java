package io.sessmonitor.deploy.bench;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of our own that talks in lines on its standard output and ends when its standard input does, so also with us. */
final class ChildProcess implements Closeable {

    private final Process process;
    private final BufferedReader lines;

    ChildProcess(Class<?> main, List<String> jvmOptions, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        // The class path may be too long for a command line.
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .directory(new File("."))
                .start();
        lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** For the child: ends this JVM when the parent has gone or closed our input. */
    static void endWithParent(Runnable before) {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // Nothing is ever said to a child.
                        }
                    } catch (IOException e) {
                        System.err.println("the parent is gone: " + e.getMessage());
                    }
                    before.run();
                    System.exit(0);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    long pid() {
        return process.pid();
    }

    /** The rest of the next line that begins with {@code word} and a space; other lines are passed on to standard error. */
    String await(String word) throws IOException {
        for (String line; (line = lines.readLine()) != null; ) {
            if (line.startsWith(word + " ")) {
                return line.substring(word.length() + 1);
            }
            System.err.println(line);
        }
        throw new IOException("a process of the benchmark ended before it said " + word + "; its errors stand above");
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(60, java.util.concurrent.TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        lines.close();
    }
}
