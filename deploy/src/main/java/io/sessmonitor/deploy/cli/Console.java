package io.sessmonitor.deploy.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where a command reads and writes: results to {@code out}, everything else to {@code err}, always UTF-8.
 *
 * @param in standard input
 * @param outIsTerminal people are looking at {@code out}: colours may be used there
 * @param errIsTerminal people are looking at {@code err}: progress may be shown there
 */
public record Console(
        InputStream in,
        PrintWriter out,
        PrintWriter err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        Map<String, String> environment) {

    /**
     * The console of this process. Java cannot tell a terminal from a file, so the launcher says which it is in the
     * system properties {@code sess.terminal.out} and {@code sess.terminal.err}.
     */
    public static Console ofProcess() {
        return new Console(
                System.in,
                new PrintWriter(utf8(FileDescriptor.out), false),
                new PrintWriter(utf8(FileDescriptor.err), true),
                Boolean.getBoolean("sess.terminal.out"),
                Boolean.getBoolean("sess.terminal.err"),
                System.getenv());
    }

    private static Writer utf8(FileDescriptor descriptor) {
        return new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8);
    }

    /** Whether to colour what goes to {@code out}: a terminal, and the user has not set NO_COLOR (no-color.org). */
    public boolean colours() {
        return outIsTerminal && coloursWanted();
    }

    /** Whether to colour what goes to {@code err}. */
    public boolean coloursOnErr() {
        return errIsTerminal && coloursWanted();
    }

    private boolean coloursWanted() {
        return environment.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(environment.get("TERM"));
    }

    public void flush() {
        out.flush();
        err.flush();
    }
}
