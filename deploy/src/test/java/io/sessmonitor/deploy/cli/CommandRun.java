package io.sessmonitor.deploy.cli;

import io.sessmonitor.scorer.SessScorer;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Runs the command line in this process, as a user would run it, and keeps what it printed. */
record CommandRun(int exitCode, String out, String err) {

    static CommandRun of(String... args) {
        return builder().run(args);
    }

    static Builder builder() {
        return new Builder();
    }

    List<String> outLines() {
        return out.lines().toList();
    }

    static final class Builder {
        private String input = "";
        private boolean terminal;
        private Map<String, String> environment = Map.of();
        private ScorerFactory scorers = settings -> new FakeScorer();

        Builder input(String text) {
            input = text;
            return this;
        }

        Builder terminal(Map<String, String> variables) {
            terminal = true;
            environment = variables;
            return this;
        }

        Builder scorer(SessScorer scorer) {
            scorers = settings -> scorer;
            return this;
        }

        Builder scorers(ScorerFactory factory) {
            scorers = factory;
            return this;
        }

        CommandRun run(String... args) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            Console console = new Console(
                    new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                    new PrintWriter(out),
                    new PrintWriter(err),
                    terminal,
                    terminal,
                    environment);
            int code = SessMonitorCommand.commandLine(console, scorers).execute(args);
            console.flush();
            return new CommandRun(code, out.toString(), err.toString());
        }
    }
}
