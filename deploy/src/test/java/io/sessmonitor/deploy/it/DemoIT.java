package io.sessmonitor.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sessmonitor.deploy.cli.Console;
import io.sessmonitor.deploy.cli.SessMonitorCommand;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DemoIT {

    @Test
    void the_demo_tells_its_story_and_its_books_are_in_order() throws Exception {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Console console = new Console(
                InputStream.nullInputStream(), new PrintWriter(out), new PrintWriter(err), false, false, Map.of());

        int code = SessMonitorCommand.commandLine(console)
                .execute("demo", "--duration", "10s", "--headless", "--format", "json");

        assertThat(code).as(err.toString()).isZero();
        String[] lines = out.toString().strip().split("\n");
        JsonNode summary = new ObjectMapper().readTree(lines[lines.length - 1]);
        assertThat(summary.get("consistent").asBoolean()).isTrue();
        long sent = summary.get("sent").asLong();
        assertThat(sent).isPositive();
        Map<String, Double> means = new TreeMap<>();
        summary.get("links").forEach(link -> {
            long outcomes = 0;
            for (JsonNode count : link.get("outcomes")) {
                outcomes += count.asLong();
            }
            assertThat(outcomes).as(link.toString()).isEqualTo(sent);
            means.put(link.get("link").asText(), link.get("score").path("mean").asDouble());
        });
        assertThat(means)
                .containsOnlyKeys(
                        "camera>jpeg80", "camera>jpeg10", "camera>jpeg2", "camera>blur", "camera>lossy", "camera>swap");
        assertThat(means.get("camera>jpeg80"))
                .isGreaterThan(means.get("camera>jpeg10"))
                .isGreaterThan(0.85);
        assertThat(means.get("camera>jpeg10")).isGreaterThan(means.get("camera>jpeg2"));
    }
}
