package io.sessmonitor.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatchCommandTest {

    private static final String GRAPH =
            "{\"image\": [1, 0], \"nodes\": [{\"embedding\": [1, 0], \"centroid\": [0.5, 0.5],"
                    + " \"importance\": 1}], \"relations\": []}";
    private static final String SAME = "{\"name\": \"same\", \"a\": " + GRAPH + ", \"b\": " + GRAPH + "}\n";

    @Test
    void identical_graphs_from_standard_input_score_exactly_one() throws IOException {
        CommandRun run = CommandRun.builder().input(SAME).run("match", "-");

        assertThat(run.exitCode()).isZero();
        JsonNode answer = new ObjectMapper().readTree(run.out());
        assertThat(answer.get("name").asText()).isEqualTo("same");
        assertThat(answer.get("score").asDouble()).isEqualTo(1.0);
        assertThat(answer.get("profile").asText()).isEqualTo("paper");
    }

    @Test
    void a_bad_line_is_answered_and_the_rest_go_on(@TempDir Path dir) throws IOException {
        Path out = dir.resolve("answers.jsonl");

        CommandRun run = CommandRun.builder()
                .input("nonsense\n" + SAME)
                .run("match", "-", "--profile", "reference", "--out", out.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("1 of 2 lines");
        assertThat(Files.readAllLines(out)).hasSize(2);
        assertThat(Files.readAllLines(out).get(0)).contains("\"line\":1").contains("error");
        assertThat(Files.readAllLines(out).get(1)).contains("\"profile\":\"reference\"");
    }

    @Test
    void a_profile_of_ones_own_is_named_in_every_answer(@TempDir Path dir) throws IOException {
        Path profile = Files.writeString(
                dir.resolve("lab.yaml"),
                "{format: 1, name: lab, base: paper, constants: {relation_weight: 0, update_rate: 0, image_weight: 1,"
                        + " sweeps: 1, importance_root: 1}}");

        CommandRun run = CommandRun.builder().input(SAME).run("match", "-", "--profile", profile.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).containsPattern("\"profile\":\"lab@[0-9a-f]{12}\"");
        assertThat(CommandRun.of("match", "-", "--profile", "papr"))
                .satisfies(bad -> assertThat(bad.exitCode()).isEqualTo(2))
                .satisfies(bad -> assertThat(bad.err()).contains("--profile", "did you mean 'paper'"));
    }

    @Test
    void files_that_cannot_be_used_are_named(@TempDir Path dir) throws IOException {
        Path relations = Files.writeString(dir.resolve("relations.json"), "{\"predicates\": [\"on\"]}");

        assertThat(CommandRun.of("match", dir.resolve("none").toString()))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err()).contains("none: no such file or folder"));
        assertThat(CommandRun.of("match", dir.toString()).exitCode()).isEqualTo(2);
        assertThat(CommandRun.of("match", "-", "--relations", relations.toString()))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err()).contains("relations.json: similarity is missing"));
    }
}
