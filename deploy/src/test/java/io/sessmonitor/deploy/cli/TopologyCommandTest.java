package io.sessmonitor.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopologyCommandTest {

    @Test
    void text_is_what_kafka_streams_describes() {
        CommandRun run = CommandRun.of("topology");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("Topologies:").contains("frames.sent", "frames.received", "sess.dlq");
    }

    @Test
    void mermaid_is_a_flow_chart_that_follows_the_configuration() {
        CommandRun run = CommandRun.of("topology", "--format", "mermaid", "--set", "topics.sent=camera");

        assertThat(run.exitCode()).isZero();
        assertThat(run.outLines().get(0)).isEqualTo("flowchart LR");
        assertThat(run.out())
                .contains("([\"camera\"])", "([\"frames.received\"])", " --> ")
                .doesNotContain("frames.sent");
    }

    @Test
    void a_wrong_setting_is_a_usage_error_that_says_where_it_was_set(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("monitor.yaml"), "topics:\n  snet: camera\n");

        CommandRun run = CommandRun.of("topology", "-c", file.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("monitor.yaml").contains("topics.snet").contains("topics.sent");
        assertThat(CommandRun.of("topology", "-c", dir.resolve("none.yaml").toString())
                        .exitCode())
                .isEqualTo(2);
    }
}
