package io.sessmonitor.deploy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a command's result goes. */
final class OutOption {

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Write the result to this file instead of standard output.")
    private Path out;

    boolean toFile() {
        return out != null;
    }

    /** Opens the file, or standard output; close it when the result is complete. */
    Sink open(Console console) throws IOException {
        if (out == null) {
            return new Sink(console.out(), null);
        }
        if (Files.isDirectory(out)) {
            throw CommandException.usage("--out " + out + ": a folder; give a file");
        }
        return new Sink(new PrintWriter(Files.newBufferedWriter(out, StandardCharsets.UTF_8)), out);
    }

    /** An open result; {@link #close} fails when not all of it could be written. */
    record Sink(PrintWriter writer, Path file) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            if (file != null) {
                writer.close();
            } else {
                writer.flush();
            }
            if (file != null && writer.checkError()) {
                throw new IOException(file + ": could not be written; is the disk full?");
            }
        }
    }
}
