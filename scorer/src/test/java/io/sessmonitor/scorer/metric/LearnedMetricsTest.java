package io.sessmonitor.scorer.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.scorer.GoldenFiles;
import io.sessmonitor.scorer.PicturePair;
import io.sessmonitor.scorer.ScoreOutcome;
import io.sessmonitor.scorer.ScorerSettings;
import io.sessmonitor.scorer.SessScorer;
import io.sessmonitor.scorer.SessScorers;
import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.engine.Device;
import io.sessmonitor.scorer.engine.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Miniature networks held to the values of the packages lpips and timm on the recorded pictures; see
 * src/test/golden/record_learned_metrics.py.
 */
class LearnedMetricsTest {

    private static final String LPIPS = folder("/learned/lpips");
    private static final String VIT = folder("/learned/vit");
    private static final String CLIP = folder("/clip");

    private static MetricBundles bundles;

    @BeforeAll
    static void load() throws Exception {
        bundles = MetricBundles.load(List.of(CLIP, VIT, LPIPS), Engine.open(Device.parse("cpu"), 1, Duration.ZERO));
    }

    @AfterAll
    static void free() {
        bundles.close();
    }

    static Stream<JsonNode> pairs() throws Exception {
        return StreamSupport.stream(
                GoldenFiles.json("/learned/values.json").get("pairs").spliterator(), false);
    }

    static Stream<JsonNode> clipPairs() throws Exception {
        return pairs().filter(pair -> !pair.get("received").asText().contains("/"));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void lpips_and_vitscore_have_the_values_of_the_packages(JsonNode record) throws Exception {
        MetricInput pair = pair(record);

        assertThat(value("lpips", pair)).isCloseTo(record.get("lpips").asDouble(), within(1e-6));
        assertThat(value("vitscore", pair)).isCloseTo(record.get("vitscore").asDouble(), within(1e-6));
    }

    @Test
    void clipscore_is_the_cosine_of_openclips_embeddings() throws Exception {
        JsonNode pictures = GoldenFiles.json("/clip/record.json").get("pictures");
        JsonNode pagoda = pictures.get(2);
        JsonNode degraded = pictures.get(4);
        assertThat(List.of(
                        pagoda.get("picture").asText(), degraded.get("picture").asText()))
                .containsExactly("pagoda", "pagoda-jpeg2");
        double cosine = 0;
        for (int i = 0; i < pagoda.get("embedding").size(); i++) {
            cosine += pagoda.get("embedding").get(i).asDouble()
                    * degraded.get("embedding").get(i).asDouble();
        }

        MetricInput pair = MetricInput.of(Pictures.golden("pagoda"), Pictures.golden("pagoda-jpeg2"));
        assertThat(value("clipscore", pair)).isCloseTo(cosine, within(1e-6)).isLessThan(.999);
    }

    @ParameterizedTest
    @MethodSource("clipPairs")
    void every_value_is_in_its_range_and_the_same_the_other_way_round(JsonNode record) throws Exception {
        MetricInput pair = pair(record);
        MetricInput turned = MetricInput.of(pair.received(), pair.sent());

        for (Metric metric : bundles.metrics()) {
            double value = metric.of(pair).orElseThrow();
            assertThat(value)
                    .as(metric.name())
                    .isBetween(metric.description().min(), metric.description().max());
            if (pair.fitted().isPresent() && pair.fitted().get() == pair.received()) {
                assertThat(metric.of(turned).orElseThrow()).as(metric.name()).isCloseTo(value, within(1e-6));
            }
        }
    }

    @Test
    void identical_pictures_have_the_best_value() throws Exception {
        RgbImage noise = Pictures.random(new Random(1), 301, 97);
        MetricInput pair = MetricInput.of(noise, noise);

        assertThat(value("lpips", pair)).isZero();
        assertThat(value("vitscore", pair)).isCloseTo(1, within(1e-12));
        assertThat(value("clipscore", pair)).isCloseTo(1, within(1e-12));
    }

    @Test
    void lpips_of_a_picture_too_small_for_its_network_is_not_applicable() throws Exception {
        RgbImage small = Pictures.random(new Random(1), 400, 9);

        assertThat(metric("lpips").of(MetricInput.of(small, small))).isEmpty();
        assertThat(metric("vitscore").of(MetricInput.of(small, small))).isPresent();
    }

    @Test
    void a_scorer_computes_them_beside_the_others() throws Exception {
        ScorerSettings defaults = ScorerSettings.defaults();
        List<String> names = MetricBundles.parse("psnr,lpips,clipscore", List.of(LPIPS, CLIP));
        ScorerSettings settings = new ScorerSettings(
                "lite",
                defaults.profile(),
                "cpu",
                1,
                4,
                1 << 20,
                1,
                Duration.ZERO,
                0,
                defaults.decodeLimits(),
                names,
                List.of(LPIPS, CLIP));
        try (SessScorer scorer = SessScorers.create(settings)) {
            byte[] cat = GoldenFiles.bytes("/golden/cat.png");
            ScoreOutcome outcome = scorer.score(new PicturePair(cat, GoldenFiles.bytes("/golden/cat-jpeg10.png")));

            assertThat(((ScoreOutcome.Scored) outcome).score().metrics())
                    .containsOnlyKeys("psnr", "lpips", "clipscore")
                    .hasEntrySatisfying("lpips", v -> assertThat(v).isCloseTo(0.004675400, within(1e-6)));
        }
    }

    @Test
    void all_means_what_is_available() {
        assertThat(MetricBundles.parse("all", List.of(VIT)))
                .contains("mse", "embedding", "vitscore")
                .doesNotContain("lpips", "clipscore");
    }

    @Test
    void bundles_that_serve_nothing_or_the_same_twice_are_refused(@TempDir Path folder) throws Exception {
        Engine engine = Engine.open(Device.parse("cpu"), 1, Duration.ZERO);

        assertThatThrownBy(() -> MetricBundles.load(List.of("lite"), engine))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("serves no metric");
        assertThatThrownBy(() -> MetricBundles.load(List.of(LPIPS, LPIPS), engine))
                .hasMessageContaining("serves the metric lpips already");
        assertThatThrownBy(() -> MetricBundles.parse("all", List.of("nowhere")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no bundle 'nowhere'");
        assertThatThrownBy(() -> MetricBundles.load(List.of(changed(LPIPS, folder, "min_side:", "side:")), engine))
                .hasMessageContaining("min_side must be a number of pixels");
        assertThatThrownBy(() -> MetricBundles.load(List.of(changed(VIT, folder, "std: [0.5", "std: [0")), engine))
                .hasMessageContaining("std above 0");
    }

    @Test
    void a_bundle_for_a_metric_makes_no_scores() {
        ScorerSettings defaults = ScorerSettings.defaults();
        ScorerSettings settings = new ScorerSettings(
                LPIPS, defaults.profile(), "cpu", 1, 4, 1 << 20, 1, Duration.ZERO, 0, defaults.decodeLimits());

        assertThatThrownBy(() -> SessScorers.create(settings).close())
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("family 'lpips'");
    }

    private static String changed(String bundle, Path folder, String from, String to) throws Exception {
        try (Stream<Path> files = Files.list(Path.of(bundle))) {
            for (Path file : files.toList()) {
                Files.write(folder.resolve(file.getFileName()), Files.readAllBytes(file));
            }
        }
        Path yaml = folder.resolve("bundle.yaml");
        String text = Files.readString(yaml);
        assertThat(text).contains(from);
        Files.writeString(yaml, text.replace(from, to));
        return folder.toString();
    }

    private static double value(String name, MetricInput pair) throws Exception {
        return metric(name).of(pair).orElseThrow();
    }

    private static Metric metric(String name) {
        return bundles.metrics().stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static MetricInput pair(JsonNode record) throws Exception {
        return MetricInput.of(
                Pictures.golden(record.get("sent").asText()),
                Pictures.golden(record.get("received").asText()));
    }

    private static String folder(String resource) {
        return Path.of(LearnedMetricsTest.class.getResource(resource).getPath()).toString();
    }
}
