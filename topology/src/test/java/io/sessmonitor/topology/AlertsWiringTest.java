package io.sessmonitor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.config.MonitorConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules in the whole topology: from a sent frame to an alert. */
class AlertsWiringTest {

    @TempDir
    private Path folder;

    private String file(String rules) throws IOException {
        return Files.writeString(folder.resolve("rules.yaml"), "rules: [" + rules + "]")
                .toString();
    }

    @Test
    void from_frames_to_alerts_through_a_restart() throws Exception {
        String rules = file("{name: loss, kind: loss, window: 10s, threshold: 0.4},"
                + "{name: silent, kind: no-data, after: 20s},"
                + "{name: low, kind: threshold, field: score, comparison: below, threshold: 2}");
        try (MonitorBench bench = new MonitorBench(
                "links", "cam0>rx1", "windows.sizes", "10s", "windows.idle", "5s", "rules.file", rules)) {
            bench.sent("cam0/0");
            bench.received("cam0/0", "rx1");
            bench.sent("cam0/1");
            bench.idle(1000);
            assertThat(bench.alerts()).containsExactly("low/cam0>rx1 PENDING", "low/cam0>rx1 FIRING");
            bench.idle(18_000);
            assertThat(bench.alerts())
                    .as("the idle window closes")
                    .containsExactly("loss/cam0>rx1 PENDING", "loss/cam0>rx1 FIRING");
            bench.idle(2_000);
            assertThat(bench.alerts()).containsExactly("silent/cam0>rx1 PENDING", "silent/cam0>rx1 FIRING");
            bench.restart();
            bench.idle(5_000);
            assertThat(bench.alerts()).isEmpty();
            bench.sent("cam0/2");
            bench.received("cam0/2", "rx1");
            bench.idle(1000);
            assertThat(bench.alerts()).containsExactly("silent/cam0>rx1 RESOLVED");
        }
    }

    @Test
    void without_a_rules_file_there_are_no_alerts() throws Exception {
        assertThat(MonitorConfig.of(Map.of()).neededTopics()).doesNotContain("sess.alerts");
        assertThat(MonitorConfig.of(Map.of("rules.file", file(""))).neededTopics())
                .contains("sess.alerts");
    }

    @Test
    void a_rules_file_that_cannot_be_used_is_told_with_its_lines() throws Exception {
        assertThat(problem("rules.file", file("{name: x, kind: no-dat}")))
                .contains("rules.file: ")
                .contains("rules.yaml line 1: unknown kind 'no-dat'; did you mean no-data?");
        assertThat(problem("rules.file", "none.yaml")).contains("none.yaml no such file");
        assertThat(problem("rules.file", file("{name: x, kind: loss, window: 7s, threshold: 0.1}")))
                .contains("windows of 7.0 s, which windows.sizes does not name");
        assertThat(problem("rules.file", file(""), "windows.enabled", "false")).contains("windows.enabled: true");
    }

    private static String problem(String... settings) {
        Map<String, String> flat = new java.util.HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            flat.put(settings[i], settings[i + 1]);
        }
        return Assertions.catchThrowableOfType(MonitorConfigException.class, () -> MonitorConfig.of(flat))
                .getMessage();
    }
}
