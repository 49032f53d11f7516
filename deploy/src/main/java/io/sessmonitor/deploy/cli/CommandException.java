package io.sessmonitor.deploy.cli;

/** Ends a command with one line for the user: what is wrong, where, and what to do. */
public final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** The user asked for something that cannot be; exit code 2. */
    public static CommandException usage(String message) {
        return new CommandException(ExitCodes.USAGE, message, null);
    }

    /** The work failed; exit code 1. */
    public static CommandException failed(String message) {
        return new CommandException(ExitCodes.FAILED, message, null);
    }

    /** The work failed; exit code 1. */
    public static CommandException failed(String message, Throwable cause) {
        return new CommandException(ExitCodes.FAILED, message, cause);
    }

    public int exitCode() {
        return exitCode;
    }
}
