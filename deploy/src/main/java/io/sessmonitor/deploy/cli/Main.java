package io.sessmonitor.deploy.cli;

import java.util.Locale;

/** The program. Nothing else in the project ends the process. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        // Numbers and messages look the same everywhere.
        Locale.setDefault(Locale.ROOT);
        Console console = Console.ofProcess();
        int code = SessMonitorCommand.commandLine(console).execute(args);
        console.flush();
        if (code == ExitCodes.FINE && console.out().checkError()) {
            console.err().println("sess-monitor: standard output could not be written to the end");
            code = ExitCodes.FAILED;
        }
        System.exit(code);
    }
}
