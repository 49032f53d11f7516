package io.sessmonitor.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesCommandTest {

    @Test
    void the_sample_has_nothing_wrong_and_its_rules_are_listed() {
        CommandRun run = CommandRun.of(
                "rules",
                "check",
                Path.of(System.getProperty("project.root"), "deploy/src/main/conf/rules.yaml")
                        .toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("meaning-degraded", "threshold", "20s", "*>*", "nothing wrong, rules: 5");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void every_mistake_is_told_with_its_line_and_the_exit_code_is_1(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("rules.yaml"), """
                rules:
                  - name: x
                    kind: no-data
                    aftr: 30s
                  - name: x
                    kind: threshhold
                """);

        CommandRun run = CommandRun.of("rules", "check", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .containsExactly(
                        file + " line 2: after is missing: for example after: 30s",
                        file + " line 4: unknown key 'aftr'; did you mean after?",
                        file + " line 6: unknown kind 'threshhold'; did you mean threshold?");
    }

    @Test
    void no_such_file_and_no_file_are_usage_errors(@TempDir Path folder) {
        assertThat(CommandRun.of("rules", "check", folder.resolve("none.yaml").toString())
                        .exitCode())
                .isEqualTo(2);
        assertThat(CommandRun.of("rules", "check", folder.toString()).err()).contains("is a folder");
        assertThat(CommandRun.of("rules", "check").exitCode()).isEqualTo(2);
        assertThat(CommandRun.of("rules").exitCode()).isEqualTo(2);
    }
}
