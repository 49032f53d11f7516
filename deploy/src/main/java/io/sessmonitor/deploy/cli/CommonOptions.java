package io.sessmonitor.deploy.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Options every command has; mix them in with {@code @Mixin}. */
public final class CommonOptions {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help and exit.")
    private boolean help;

    @Option(names = "--debug", description = "Show stack traces, and log all there is to stderr.")
    private boolean debug;

    @Option(
            names = {"-v", "--verbose"},
            description = "Log what is being done to stderr.")
    private boolean verbose;

    public boolean debug() {
        return debug;
    }

    public boolean verbose() {
        return verbose || debug;
    }

    /** Sets the logging level asked for. Without either option logging is not even started here. */
    public void applyLogging() {
        if (!verbose()) {
            return;
        }
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory instanceof LoggerContext context) {
            context.getLogger("io.sessmonitor").setLevel(debug ? Level.DEBUG : Level.INFO);
            context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(debug ? Level.INFO : Level.WARN);
        }
    }
}
