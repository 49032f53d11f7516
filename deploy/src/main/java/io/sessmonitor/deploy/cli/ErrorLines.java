package io.sessmonitor.deploy.cli;

import io.sessmonitor.deploy.recording.RecordingException;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.scorer.engine.DeviceException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever ends a command into one clear line on stderr and an exit code. */
final class ErrorLines implements CommandLine.IExecutionExceptionHandler, CommandLine.IParameterExceptionHandler {

    private final Console console;

    ErrorLines(Console console) {
        this.console = console;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        error(line, e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            if (!suggestions.isEmpty()) {
                console.err().println("Did you mean " + String.join(" or ", suggestions) + "?");
            }
        }
        console.err().println("Help: " + line.getCommandSpec().qualifiedName() + " --help");
        console.flush();
        return ExitCodes.USAGE;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine line, ParseResult parsed) {
        console.out().flush();
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        error(line, message(e));
        if (wantsDebug(parsed)) {
            LoggerFactory.getLogger(ErrorLines.class).debug("where it happened", e);
        }
        console.flush();
        return exitCode(e);
    }

    /** What the user named cannot be used: 2. Whatever goes wrong later: 1. */
    private static int exitCode(Exception e) {
        if (e instanceof CommandException command) {
            return command.exitCode();
        }
        boolean unusable = e instanceof BundleException
                || e instanceof DeviceException
                || e instanceof RecordingException
                || e instanceof FileSystemException;
        return unusable ? ExitCodes.USAGE : ExitCodes.FAILED;
    }

    private void error(CommandLine line, String message) {
        PrintWriter err = console.err();
        String mark = console.coloursOnErr() ? "\u001b[31m" : "";
        String end = console.coloursOnErr() ? "\u001b[0m" : "";
        err.println(mark + line.getCommandSpec().qualifiedName() + ":" + end + " " + message);
    }

    private static boolean wantsDebug(ParseResult parsed) {
        return parsed.asCommandLineList().stream()
                .anyMatch(l -> l.getParseResult().hasMatchedOption("--debug"));
    }

    /** A line for people. File errors of the JDK carry little but the path, so they are put into words here. */
    static String message(Throwable e) {
        if (e instanceof UncheckedIOException unchecked) {
            return message(unchecked.getCause());
        }
        if (e instanceof FileSystemException file) {
            return fileMessage(file);
        }
        if (e instanceof FileNotFoundException) {
            return "cannot open " + e.getMessage();
        }
        if (e instanceof InterruptedException) {
            return "interrupted";
        }
        String text = e.getMessage() == null || e.getMessage().isBlank()
                ? e.getClass().getSimpleName()
                : e.getMessage().strip();
        if (e instanceof IOException || isOurs(e)) {
            return text;
        }
        return "unexpected error: " + e.getClass().getSimpleName() + ": " + text
                + " (--debug shows where; please report it)";
    }

    /** Typed errors of this project, and of Kafka's configuration and clients, say what is wrong by themselves. */
    private static boolean isOurs(Throwable e) {
        String type = e.getClass().getName();
        return type.startsWith("io.sessmonitor.") || type.startsWith("org.apache.kafka.common.");
    }

    private static String fileMessage(FileSystemException e) {
        String file = e.getFile();
        if (e instanceof NoSuchFileException) {
            return file + ": no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return file + ": permission denied";
        }
        if (e instanceof NotDirectoryException) {
            return file + ": not a folder";
        }
        if (e instanceof FileAlreadyExistsException) {
            return file + ": is there already";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return file + ": folder is not empty";
        }
        String reason = e.getReason() == null ? "cannot be read or written" : e.getReason();
        return file + ": " + reason.toLowerCase(Locale.ROOT);
    }
}
