package io.sessmonitor.deploy.cli;

/** What the process ends with. */
public final class ExitCodes {

    /** All went well. */
    public static final int FINE = 0;
    /** Some items failed; the others are done. */
    public static final int FAILED = 1;
    /** The command line, or a file or setting it names, cannot be used. */
    public static final int USAGE = 2;

    private ExitCodes() {}
}
