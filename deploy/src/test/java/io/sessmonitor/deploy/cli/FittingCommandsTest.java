package io.sessmonitor.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sessmonitor.deploy.testbed.Photos;
import io.sessmonitor.deploy.testbed.codec.JpegCodec;
import io.sessmonitor.scorer.SessScorers;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code tune} and {@code calibrate} on photographs, with the embedded bundle. */
class FittingCommandsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int[] QUALITIES = {80, 20, 6, 2};

    @TempDir
    private Path dir;

    private Path pairs;

    @BeforeEach
    void photographs() throws IOException {
        StringBuilder csv = new StringBuilder("score,sent,note,received\n");
        List<BufferedImage> photos = Photos.bundled().subList(0, 4);
        for (int i = 0; i < photos.size(); i++) {
            BufferedImage photo = photos.get(i);
            Files.write(dir.resolve("p" + i + ".jpg"), new JpegCodec(95).encode(photo));
            for (int q = 0; q < QUALITIES.length; q++) {
                String name = "p" + i + "-" + q + ".jpg";
                Files.write(dir.resolve(name), new JpegCodec(QUALITIES[q]).encode(photo));
                csv.append(5 - q)
                        .append(",p")
                        .append(i)
                        .append(".jpg,\"a, b\",")
                        .append(name)
                        .append('\n');
            }
        }
        pairs = Files.writeString(dir.resolve("pairs.csv"), csv);
    }

    @Test
    void a_tuned_profile_and_a_map_to_peoples_scale_go_from_ratings_to_scores() throws IOException {
        String profile = dir.resolve("lab.yaml").toString();
        String people = dir.resolve("people.yaml").toString();

        CommandRun tuned = run("tune", pairs.toString(), "--name", "lab", "--out", profile, "--format", "json");
        assertThat(tuned.exitCode()).as(tuned.err()).isZero();
        JsonNode report = JSON.readTree(tuned.out());
        assertThat(report.get("profile").asText()).matches("lab@[0-9a-f]{12}");
        assertThat(report.at("/data/pairs").asInt()).isEqualTo(16);
        assertThat(report.at("/data/originals").asInt()).isEqualTo(4);
        assertThat(report.at("/data/comparisons").asInt()).isEqualTo(4 * 6);
        assertThat(report.at("/results/seen/agreement").asDouble()).isGreaterThan(.8);
        assertThat(report.get("by_fold")).hasSize(4);
        assertThat(dir.resolve("kept/runs")).isEmptyDirectory();

        CommandRun calibrated =
                run("calibrate", pairs.toString(), "--profile", profile, "--out", people, "--format", "csv");
        assertThat(calibrated.exitCode()).as(calibrated.err()).isZero();
        assertThat(calibrated.outLines().get(0)).isEqualTo("score,value");
        assertThat(calibrated.outLines().size()).isGreaterThan(2);

        String sent = dir.resolve("p0.jpg").toString();
        String received = dir.resolve("p0-1.jpg").toString();
        CommandRun scored = CommandRun.builder()
                .scorers(SessScorers::create)
                .run(
                        "score",
                        sent,
                        received,
                        "--profile",
                        profile,
                        "--calibration",
                        people,
                        "--metrics",
                        "lpips",
                        "--metric-bundle",
                        Path.of(System.getProperty("project.root"), "scorer/src/test/resources/learned/lpips")
                                .toString(),
                        "--format",
                        "json");
        JsonNode score = JSON.readTree(scored.out());
        assertThat(score.get("profile").asText())
                .isEqualTo(report.get("profile").asText());
        assertThat(score.get("calibration").asText()).matches("[0-9a-f]{12}");
        assertThat(score.at("/metrics/calibrated").asDouble()).isBetween(2., 5.);
        assertThat(score.at("/metricBundles/lpips/name").asText()).isEqualTo("mini-lpips");
        assertThat(score.at("/metricBundles/lpips/version").asText()).isEqualTo("1");
        assertThat(score.at("/metricBundles/lpips/sha256").asText()).matches("[0-9a-f]{64}");
        assertThat(score.get("score").asDouble()).isBetween(0., 1.);

        CommandRun other = CommandRun.of("score", sent, received, "--calibration", people);
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err()).contains("--calibration", "fitted for profile lab@", "not for paper");
    }

    @Test
    void the_same_seed_gives_the_same_profile_whatever_the_number_of_threads() throws IOException {
        Path one = dir.resolve("one.yaml");
        Path two = dir.resolve("two.yaml");

        run("tune", pairs.toString(), "--out", one.toString(), "--threads", "1");
        CommandRun again = run("tune", pairs.toString(), "--out", two.toString(), "--threads", "2");

        assertThat(Files.readString(one)).isEqualTo(Files.readString(two));
        assertThat(again.out()).contains("mean of 4 folds", "relation weight");
        assertThat(run("tune", pairs.toString(), "--out", one.toString()))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err()).contains("one.yaml: is there already"));
    }

    @Test
    void lines_whose_pictures_cannot_be_read_are_left_out_and_named() throws IOException {
        byte[] whole = Files.readAllBytes(dir.resolve("p1-1.jpg"));
        Files.write(dir.resolve("p1-1.jpg"), Arrays.copyOf(whole, whole.length / 2));
        Files.delete(dir.resolve("p2-2.jpg"));

        CommandRun run =
                run("tune", pairs.toString(), "--out", dir.resolve("x.yaml").toString(), "--format", "csv");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("line 7: left out", "p1-1.jpg", "line 12: left out", "p2-2.jpg");
        assertThat(run.outLines()).hasSize(6);
        assertThat(run.outLines().get(1)).startsWith("all,").endsWith(",14,18");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sent,received\\na,b                                     | the heading line must name the columns",
                "sent,received,score                                     | no ratings",
                "`                                                       `| no ratings",
                "sent,received,score\\na,b,good                          | line 2: score must be a number, not 'good'",
                "sent,received,score\\na,b,NaN                           | line 2: score must be a number",
                "sent,received,score\\na,,3                              | line 2: received is empty",
                "sent,received,score\\na,b,1\\n\\nc,d                    | line 4",
                "original,a,b,score_a,score_b\\no,a,b,1                  | line 2",
            })
    void a_malformed_file_of_ratings_is_refused_with_its_line(String csv, String reason) throws IOException {
        Path file = Files.writeString(dir.resolve("bad.csv"), csv.strip().replace("\\n", "\n"));

        CommandRun run =
                run("tune", file.toString(), "--out", dir.resolve("x.yaml").toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("bad.csv", reason);
        assertThat(dir.resolve("x.yaml")).doesNotExist();
    }

    private CommandRun run(String... args) {
        String[] all = Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--cache";
        all[args.length + 1] = dir.resolve("kept").toString();
        if (args[0].equals("tune")) {
            all = Arrays.copyOf(all, all.length + 2);
            all[all.length - 2] = "--trials";
            all[all.length - 1] = "8";
        }
        return CommandRun.of(all);
    }
}
