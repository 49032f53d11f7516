package io.sessmonitor.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class SessMonitorCommandTest {

    static Stream<List<String>> every_command() {
        Console console = new Console(
                System.in,
                new PrintWriter(new StringWriter()),
                new PrintWriter(new StringWriter()),
                false,
                false,
                Map.of());
        List<List<String>> paths = new ArrayList<>();
        collect(SessMonitorCommand.commandLine(console), List.of(), paths);
        return paths.stream();
    }

    private static void collect(CommandLine line, List<String> path, List<List<String>> paths) {
        paths.add(path);
        line.getSubcommands().forEach((name, sub) -> {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            collect(sub, longer, paths);
        });
    }

    @ParameterizedTest(name = "sess-monitor {0} --help")
    @MethodSource("every_command")
    void every_command_has_help_and_says_what_it_does(List<String> path) {
        List<String> args = new ArrayList<>(path);
        args.add("--help");

        CommandRun run = CommandRun.of(args.toArray(String[]::new));

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith("Usage: sess-monitor").contains("--verbose", "--debug");
        assertThat(run.outLines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }

    @Test
    void version_names_version_build_and_java() {
        CommandRun run = CommandRun.of("--version");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).matches("(?s)sess-monitor \\S+ \\(build \\S+\\)\\RJava .*");
    }

    @Test
    void no_command_is_a_usage_error() {
        CommandRun run = CommandRun.of();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualToNormalizingNewlines("sess-monitor: say which command\nHelp: sess-monitor --help\n");
    }

    @Test
    void a_mistyped_option_is_answered_with_the_near_one() {
        CommandRun run = CommandRun.of("score", "a", "b", "--ovrlay", "x");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--ovrlay").contains("Did you mean --overlay?");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void a_mistyped_command_is_answered_with_the_near_one() {
        CommandRun run = CommandRun.of("scoer");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("scoer").contains("Did you mean").contains("score");
    }

    @Test
    void a_value_that_is_none_is_refused_with_those_that_are() {
        CommandRun run = CommandRun.of("score", "a", "b", "--format", "xml");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--format", "xml", "text", "csv", "json");
    }

    @Test
    void an_unexpected_error_is_one_line_that_asks_for_a_report() {
        CommandRun run = CommandRun.builder()
                .scorers(settings -> {
                    throw new IllegalStateException("out of order");
                })
                .run("graph", "pom.xml");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("sess-monitor graph: unexpected error: IllegalStateException: out of order")
                .contains("--debug");
    }

    @Test
    void colours_are_for_terminals_only_and_not_with_NO_COLOR() {
        assertThat(CommandRun.of("--help").out()).doesNotContain("\u001b");
        assertThat(CommandRun.builder().terminal(Map.of()).run("--help").out()).contains("\u001b[");
        assertThat(CommandRun.builder()
                        .terminal(Map.of("NO_COLOR", "1"))
                        .run("--help")
                        .out())
                .doesNotContain("\u001b");
        assertThat(CommandRun.builder()
                        .terminal(Map.of("TERM", "dumb"))
                        .run("--help")
                        .out())
                .doesNotContain("\u001b");
    }

    @Test
    void help_is_the_same_in_a_turkish_locale() {
        String help = CommandRun.of("score", "--help").out();
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            assertThat(CommandRun.of("score", "--help").out()).isEqualTo(help);
        } finally {
            Locale.setDefault(before);
        }
    }
}
