package io.sessmonitor.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sessmonitor.scorer.engine.DeviceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command around the scorer; what the scorer says comes from a {@link FakeScorer}. */
class ScoreCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path dir;

    private Path sent;
    private Path received;

    @BeforeEach
    void folders() throws IOException {
        sent = Files.createDirectory(dir.resolve("sent"));
        received = Files.createDirectory(dir.resolve("received"));
    }

    @Test
    void two_files_are_a_table_with_one_row_and_what_was_lost_in_words() throws IOException {
        Path a = Files.writeString(dir.resolve("a.jpg"), "score");
        Path b = Files.writeString(dir.resolve("b.jpg"), "score 0.75");

        CommandRun run = CommandRun.builder()
                .scorer(new FakeScorer().explaining(Explanations.personLost()))
                .run("score", a.toString(), b.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.outLines())
                .containsExactly(
                        "picture   SeSS  graph  image  PSNR dB  what was lost",
                        "a > b    0.750  0.750  0.750     22.5  lost: person .83; invented: large region left");
    }

    @Test
    void folders_keep_the_order_of_names_and_every_picture_has_one_row() throws IOException {
        for (int i = 10; i < 60; i++) {
            pair("p" + i, "score 0." + i);
        }
        Files.writeString(sent.resolve("p30x.jpg"), "score");
        Files.writeString(received.resolve("p31x.jpg"), "score 0.5");

        CommandRun run = score("--format", "csv");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.outLines()).hasSize(1 + 50 + 2);
        List<String> names = run.outLines().stream()
                .skip(1)
                .map(line -> line.replaceAll("^.*?/(?:sent|received)/(p\\w+)\\.jpg.*$", "$1"))
                .toList();
        assertThat(names).isSorted().contains("p30x", "p31x").doesNotHaveDuplicates();
        assertThat(run.outLines().get(1)).contains("SCORED").contains(",0.1,");
    }

    @Test
    void missing_orphaned_broken_and_failed_pairs_are_rows_and_the_exit_code_is_1() throws IOException {
        pair("a", "score 1");
        pair("b", "broken");
        pair("c", "crash");
        Files.writeString(sent.resolve("d.jpg"), "score");
        Files.writeString(received.resolve("e.jpg"), "score 1");

        CommandRun run = score();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("UNDECODABLE, received: not a JPEG, PNG or WebP file")
                .contains("FAILED: the network failed")
                .contains("MISSING: no received picture of this name")
                .contains("ORPHAN: no sent picture of this name")
                .contains(
                        "5 pairs: 1 scored (mean 1.000, lowest 1.000 a), 1 missing, 1 orphan, 1 undecodable, 1 failed");
    }

    @Test
    void json_lines_hold_the_score_its_terms_and_who_made_it() throws IOException {
        pair("a", "score 0.5");

        CommandRun run = CommandRun.builder()
                .scorer(new FakeScorer().explaining(Explanations.personLost()))
                .run("score", sent.toString(), received.toString(), "--format", "json");

        JsonNode row = JSON.readTree(run.out());
        assertThat(row.get("sent").asText()).endsWith("a.jpg");
        assertThat(row.get("outcome").asText()).isEqualTo("SCORED");
        assertThat(row.get("score").asDouble()).isEqualTo(0.5);
        assertThat(row.get("raw").asDouble()).isEqualTo(0.5);
        assertThat(row.get("graph").asDouble()).isEqualTo(0.5);
        assertThat(row.get("image").asDouble()).isEqualTo(0.5);
        assertThat(row.get("metrics").get("psnr").asDouble()).isEqualTo(15);
        assertThat(row.get("profile").asText()).isEqualTo("paper");
        assertThat(row.get("bundle").get("name").asText()).isEqualTo("lite");
        assertThat(row.get("bundle").get("sha256").asText()).hasSize(64);
        JsonNode first = row.get("explanation").get("objects").get(0);
        assertThat(first.get("side").asText()).isEqualTo("SENT");
        assertThat(first.get("name").asText()).isEqualTo("person");
        assertThat(first.get("fate").asText()).isEqualTo("LOST");
        assertThat(first.get("partner").isNull()).isTrue();
        assertThat(first.get("cost").asDouble()).isEqualTo(0.1);
    }

    @Test
    void json_lines_of_what_was_not_scored_say_why() throws IOException {
        pair("a", "broken");
        Files.writeString(sent.resolve("b.jpg"), "score");

        CommandRun run = score("--format", "json");

        JsonNode broken = JSON.readTree(run.outLines().get(0));
        assertThat(broken.get("outcome").asText()).isEqualTo("UNDECODABLE");
        assertThat(broken.get("side").asText()).isEqualTo("RECEIVED");
        assertThat(broken.get("reason").asText()).isEqualTo("not a JPEG, PNG or WebP file");
        assertThat(broken.get("score").isNull()).isTrue();
        JsonNode missing = JSON.readTree(run.outLines().get(1));
        assertThat(missing.get("outcome").asText()).isEqualTo("MISSING");
        assertThat(missing.get("received").isNull()).isTrue();
    }

    @Test
    void csv_quotes_what_would_break_it() throws IOException {
        pair("a, \"b\"", "score 0.5");

        CommandRun run = score("--format", "csv");

        assertThat(run.outLines().get(0))
                .startsWith("sent,received,outcome,side,reason,score,raw,graph,image,mse,psnr,ssim,metric_notes,lost,");
        assertThat(run.outLines().get(1)).contains("a, \"\"b\"\".jpg\"");
    }

    @Test
    void the_table_has_a_column_for_each_metric_asked_for() throws IOException {
        pair("a", "score 0.5");
        pair("b", "broken");

        assertThat(score("--metrics", "embedding,mse,psnr").outLines())
                .startsWith(
                        "picture   SeSS  graph  image      MSE  PSNR dB  EMBEDDING  what was lost",
                        "a        0.500  0.500  0.500        -     15.0          -  nothing",
                        "b            -      -      -        -        -          -  UNDECODABLE, received: "
                                + "not a JPEG, PNG or WebP file");
        assertThat(score("--metrics", "none").outLines().get(0))
                .isEqualTo("picture   SeSS  graph  image  what was lost");
        assertThat(score("--metrics", "all", "--format", "csv").outLines().get(0))
                .contains(",image,mse,psnr,ssim,ssim_rgb,ms_ssim,embedding,metric_notes,lost,");
    }

    @Test
    void a_metric_nobody_knows_is_a_usage_error_with_the_near_name() throws IOException {
        pair("a", "score 1");

        CommandRun run = score("--metrics", "psnr,msssim");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("--metrics: there is no metric 'msssim' (did you mean ms_ssim?); there are mse, psnr");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void a_metric_without_its_bundle_is_a_usage_error_that_says_what_to_do() throws IOException {
        pair("a", "score 1");

        CommandRun run = score("--metrics", "psnr,lpips");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("--metrics: the metric lpips is not available")
                .contains("--metric-bundle");
        assertThat(score("--metrics", "all", "--metric-bundle", "nowhere").err())
                .contains("no bundle 'nowhere'");
    }

    @Test
    void help_says_which_metrics_there_are() {
        CommandRun run = CommandRun.builder().run("score", "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("Metrics:")
                .contains("  mse ")
                .contains("  psnr        0..100 dB, higher is closer:")
                .contains("  ms_ssim ")
                .contains("  embedding ")
                .contains("Examples:");
    }

    @Test
    void output_goes_to_the_file_asked_for() throws IOException {
        pair("a", "score 0.5");
        Path out = dir.resolve("out.csv");

        CommandRun run = score("--format", "csv", "--out", out.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(Files.readAllLines(out)).hasSize(2);
        assertThat(score("--out", dir.toString()).exitCode()).isEqualTo(2);
        assertThat(score("--out", dir.resolve("no/such/folder.csv").toString()).exitCode())
                .isEqualTo(2);
    }

    @Test
    void numbers_have_points_in_any_locale() throws IOException {
        pair("a", "score 0.5");
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(score().out()).contains("0.500").contains("15.0");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void scores_are_coloured_on_a_terminal_but_not_in_a_file() throws IOException {
        pair("a", "score 0.5");
        Path out = dir.resolve("out.txt");
        String[] args = {"score", sent.toString(), received.toString()};

        assertThat(CommandRun.builder().terminal(Map.of()).run(args).out()).contains("\u001b[31m0.500\u001b[0m");
        CommandRun.builder()
                .terminal(Map.of())
                .run("score", sent.toString(), received.toString(), "-o", out.toString());
        assertThat(Files.readString(out)).doesNotContain("\u001b");
    }

    @Test
    void paths_that_cannot_be_scored_are_usage_errors() throws IOException {
        Path file = Files.writeString(dir.resolve("a.jpg"), "score");

        assertThat(CommandRun.of("score", dir.resolve("none").toString(), file.toString()))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err()).contains("SENT: ").contains("none: no such file or folder"));
        assertThat(CommandRun.of("score", file.toString(), received.toString()))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err()).contains("two pictures or two folders"));
        assertThat(score())
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err()).contains("no picture in"));
        assertThat(CommandRun.of("score", file.toString()).exitCode()).isEqualTo(2);
        pair("a", "score 1");
        assertThat(score("--overlay", file.toString()).exitCode()).isEqualTo(2);
        assertThat(score("--threads", "0").exitCode()).isEqualTo(2);
    }

    @Test
    void a_folder_or_an_unreadable_file_in_place_of_a_picture_is_a_row() throws IOException {
        pair("a", "score 1");
        Files.createDirectory(sent.resolve("b.jpg"));
        Files.writeString(received.resolve("b.jpg"), "score 1");
        Path locked = Files.writeString(sent.resolve("c.jpg"), "score");
        Files.writeString(received.resolve("c.jpg"), "score 1");
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));

        CommandRun run = score();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("b.jpg: a folder; not looked into");
        assertThat(run.out()).contains("ORPHAN");
        assumeThat(Files.isReadable(locked)).as("this user may read everything").isFalse();
        assertThat(run.out()).contains("UNDECODABLE, sent: ").contains("c.jpg: permission denied");
    }

    @Test
    void a_device_that_is_not_there_is_a_usage_error() throws IOException {
        pair("a", "score 1");

        CommandRun run = CommandRun.builder()
                .scorers(settings -> {
                    throw new DeviceException("unknown device \"" + settings.device() + "\"");
                })
                .run("score", sent.toString(), received.toString(), "--device", "tpu");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isEqualToNormalizingNewlines("sess-monitor score: unknown device \"tpu\"\n");
    }

    private void pair(String name, String text) throws IOException {
        Files.writeString(sent.resolve(name + ".jpg"), "score");
        Files.writeString(received.resolve(name + ".jpg"), text);
    }

    private CommandRun score(String... options) {
        String[] args = new String[3 + options.length];
        args[0] = "score";
        args[1] = sent.toString();
        args[2] = received.toString();
        System.arraycopy(options, 0, args, 3, options.length);
        return CommandRun.of(args);
    }
}
