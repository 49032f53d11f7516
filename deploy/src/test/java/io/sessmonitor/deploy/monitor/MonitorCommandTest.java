package io.sessmonitor.deploy.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.deploy.cli.Console;
import io.sessmonitor.deploy.cli.ExitCodes;
import io.sessmonitor.deploy.cli.SessMonitorCommand;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitorCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();

    @Test
    void every_wrong_setting_is_named_with_its_place() throws Exception {
        Path file = Files.writeString(folder.resolve("m.yaml"), "pairing:\n  wiat: 5s\nscoring.threads: many\n");
        assertThat(run(Map.of("SESS_TOPICS_SENT", "no such name"), "-c", file.toString()))
                .isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString())
                .contains(file + " line 2: unknown key pairing.wiat; did you mean pairing.wait?")
                .contains(file + " line 3: ")
                .contains("environment variable SESS_TOPICS_SENT: topics.sent")
                .doesNotContain("\tat ");
    }

    @Test
    void a_missing_file_and_a_setting_without_value_are_usage_errors() {
        assertThat(run(Map.of(), "-c", folder.resolve("none.yaml").toString())).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString()).contains("none.yaml: no such file");
        assertThat(run(Map.of(), "--set", "pairing.wait")).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString()).contains("write --set key=value");
    }

    @Test
    void an_unknown_bundle_is_a_usage_error_that_names_the_nearest() {
        assertThat(run(Map.of(), "--set", "scoring.bundle=litte")).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString()).contains("no bundle 'litte'; did you mean 'lite'?");
    }

    @Test
    void a_broker_that_does_not_answer_is_named_with_what_to_check() {
        assertThat(run(
                        Map.of(),
                        "--set",
                        "kafka.bootstrap.servers=127.0.0.1:1",
                        "--set",
                        "kafka.default.api.timeout.ms=1000",
                        "--set",
                        "kafka.request.timeout.ms=500"))
                .isEqualTo(ExitCodes.FAILED);
        assertThat(err.toString())
                .contains("No Kafka broker answers at 127.0.0.1:1")
                .contains("check kafka.bootstrap.servers")
                .doesNotContain("\tat ");
    }

    private int run(Map<String, String> environment, String... arguments) {
        Console console = new Console(
                InputStream.nullInputStream(),
                new PrintWriter(new StringWriter()),
                new PrintWriter(err),
                false,
                false,
                environment);
        String[] all = new String[arguments.length + 1];
        all[0] = "monitor";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return SessMonitorCommand.commandLine(console).execute(all);
    }
}
