package io.sessmonitor.scorer.full;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.scorer.GoldenFiles;
import io.sessmonitor.scorer.PicturePair;
import io.sessmonitor.scorer.ScoreOutcome;
import io.sessmonitor.scorer.ScorerSettings;
import io.sessmonitor.scorer.SessScore;
import io.sessmonitor.scorer.SessScorer;
import io.sessmonitor.scorer.SessScorers;
import io.sessmonitor.scorer.decode.DecodeLimits;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.match.ProfileFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole pipeline on the miniature bundle, and what is said of bundles that do not fit. */
class FullBundleTest {

    private static final double TOLERANCE = 1e-4;

    @ParameterizedTest
    @ValueSource(strings = {"paper", "reference"})
    void scores_are_those_computed_in_python_from_the_original_models(String id) throws Exception {
        List<JsonNode> recorded = new ArrayList<>();
        GoldenFiles.json("/golden/full/scores.json").forEach(recorded::add);
        recorded.removeIf(expected -> !expected.get("profile").asText().equals(id));
        assertThat(recorded).hasSize(4);
        try (SessScorer scorer = SessScorers.create(settings(ProfileFile.open(id), bundle().toString()))) {
            for (JsonNode expected : recorded) {
                String sent = expected.get("sent").asText();
                String received = expected.get("received").asText();
                SessScore score = score(scorer, sent, received);
                String what = sent + " and " + received;
                assertThat(score.explanation().sent())
                        .as(what)
                        .hasSize(expected.get("nodes").get(0).asInt());
                assertThat(score.explanation().received())
                        .as(what)
                        .hasSize(expected.get("nodes").get(1).asInt());
                assertThat(score.image())
                        .as(what)
                        .isCloseTo(expected.get("image").asDouble(), within(TOLERANCE));
                assertThat(score.graph().getAsDouble())
                        .as(what)
                        .isCloseTo(expected.get("graph").asDouble(), within(TOLERANCE));
                assertThat(score.raw()).as(what).isCloseTo(expected.get("score").asDouble(), within(TOLERANCE));
            }
        }
    }

    @Test
    void both_profiles_give_1_to_a_picture_and_itself_and_name_the_bundle() throws Exception {
        for (Profile profile : Profile.builtIn()) {
            try (SessScorer scorer = SessScorers.create(settings(profile, bundle().toString()))) {
                assertThat(scorer.identity().bundleName()).isEqualTo("mini-sam");
                assertThat(score(scorer, "cat", "cat").raw()).isCloseTo(1, within(1e-12));
            }
        }
    }

    @Test
    void a_missing_network_an_unknown_setting_and_a_family_without_a_recipe_are_named(@TempDir Path folder)
            throws Exception {
        assertThatThrownBy(() -> open(changed(folder, "a", "relation-head:", "relations-head:")))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("has no component 'relation-head'");
        assertThatThrownBy(() -> open(changed(folder, "b", "stability_offset:", "stabilty_offset:")))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("settings: ")
                .hasMessageContaining("stability_offset");
        assertThatThrownBy(() -> open(changed(folder, "c", "nms: 0.7", "nms: 1.7")))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("settings: nms must be above 0, at most 1");
        assertThatThrownBy(() -> open(changed(folder, "d", "family: full", "family: fuller")))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("is of family 'fuller'; known are 'lite' and 'full'");
    }

    @Test
    void a_network_that_is_none_is_named(@TempDir Path folder) throws Exception {
        Path changed = changed(folder, "e", "version: '1'", "version: '2'");
        String yaml = Files.readString(changed.resolve("bundle.yaml"));
        Files.copy(
                changed.resolve("relation-similarity.json"),
                changed.resolve("relation-head.onnx"),
                StandardCopyOption.REPLACE_EXISTING);
        // The hash and size of the similarities, for the head.
        String head = section(yaml, "relation-head");
        String similarity = section(yaml, "relation-similarity");
        String forged = head.replaceAll("sha256: \\S+?([,\\s])", "sha256: " + value(similarity, "sha256") + "$1")
                .replaceAll("size: \\d+", "size: " + value(similarity, "size"));
        Files.writeString(changed.resolve("bundle.yaml"), yaml.replace(head, forged));
        assertThatThrownBy(() -> open(changed))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("network mini-sam/relation-head cannot be loaded");
    }

    private static String section(String yaml, String component) {
        int from = yaml.indexOf("  " + component + ":");
        int to = yaml.indexOf("size:", from);
        return yaml.substring(from, yaml.indexOf("\n", to));
    }

    private static String value(String section, String key) {
        return section.replaceAll("(?s).*" + key + ": ([0-9a-f]+).*", "$1");
    }

    private static void open(Path bundle) throws Exception {
        SessScorers.create(settings(Profile.PAPER, bundle.toString())).close();
    }

    /** A copy of the miniature with something else in its bundle.yaml. */
    private static Path changed(Path folder, String name, String from, String to)
            throws IOException, URISyntaxException {
        Path copy = Files.createDirectory(folder.resolve(name));
        List<Path> files = new ArrayList<>();
        try (Stream<Path> found = Files.list(bundle())) {
            found.forEach(files::add);
        }
        for (Path file : files) {
            Files.copy(file, copy.resolve(file.getFileName().toString()));
        }
        Path yaml = copy.resolve("bundle.yaml");
        String text = Files.readString(yaml);
        assertThat(text).contains(from);
        Files.writeString(yaml, text.replace(from, to));
        return copy;
    }

    private static Path bundle() throws URISyntaxException {
        return Path.of(FullBundleTest.class.getResource("/bundles/mini-sam").toURI());
    }

    private static SessScore score(SessScorer scorer, String sent, String received) throws Exception {
        ScoreOutcome outcome = scorer.score(new PicturePair(png(sent), png(received)));
        assertThat(outcome).isInstanceOf(ScoreOutcome.Scored.class);
        return ((ScoreOutcome.Scored) outcome).score();
    }

    private static byte[] png(String name) throws IOException {
        return GoldenFiles.bytes("/golden/" + name + ".png");
    }

    private static ScorerSettings settings(Profile profile, String bundle) {
        return new ScorerSettings(bundle, profile, "cpu", 2, 8, 1 << 26, 1, Duration.ZERO, 4, DecodeLimits.defaults());
    }
}
