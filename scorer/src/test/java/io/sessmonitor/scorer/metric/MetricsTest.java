package io.sessmonitor.scorer.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sessmonitor.scorer.decode.PictureResize;
import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.scenegraph.SceneGraph;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {

    private static final Set<String> OF_PIXELS = Set.of("mse", "psnr", "ssim", "ssim_rgb", "ms_ssim");

    @ParameterizedTest(name = "{0}x{1}")
    @CsvSource({"1,1", "1,300", "7,5", "11,11", "40,12", "161,161", "200,163"})
    void identical_pictures_have_the_best_value_of_every_metric_exactly(int width, int height) throws Exception {
        MetricInput pair = pair(random(1, width, height), random(1, width, height));

        Map<String, Double> values = Metrics.of(pair, Metrics.ALL);

        assertThat(values).containsKeys("mse", "psnr", "embedding");
        for (Metric metric : Metrics.ALL) {
            MetricDescription means = metric.description();
            metric.of(pair)
                    .ifPresent(value -> assertThat(value)
                            .as(metric.name())
                            .isEqualTo(
                                    means.direction() == Metric.Direction.HIGHER_IS_CLOSER
                                            ? means.max()
                                            : means.min()));
        }
        assertThat(pair.notes()).containsExactly(MetricNote.IDENTICAL);
    }

    @ParameterizedTest(name = "seeds {0} to {0} + 19")
    @ValueSource(longs = 100)
    void every_metric_keeps_to_its_range_and_is_the_same_the_other_way_round(long from) throws Exception {
        for (long seed = from; seed < from + 20; seed++) {
            Random random = new Random(seed);
            int width = 161 + random.nextInt(30);
            int height = 161 + random.nextInt(30);
            RgbImage a = Pictures.random(random, width, height);
            // The negative of a picture is what structural similarity dislikes most.
            RgbImage b = random.nextBoolean() ? Pictures.random(random, width, height) : negative(a);
            Map<String, Double> there = Metrics.of(pair(a, b), Metrics.ALL);

            assertThat(there)
                    .containsOnlyKeys(Metrics.ALL.stream().map(Metric::name).toList());
            for (Metric metric : Metrics.ALL) {
                assertThat(there.get(metric.name()))
                        .as(metric.name())
                        .isBetween(
                                metric.description().min(), metric.description().max());
            }
            assertThat(Metrics.of(pair(b, a), Metrics.ALL)).isEqualTo(there);
        }
    }

    @Test
    void more_noise_is_worse_by_every_metric_of_pixels() throws Exception {
        RgbImage photo = Pictures.golden("pagoda");
        List<Map<String, Double>> means = new ArrayList<>();
        for (double sigma : new double[] {2, 5, 12, 30, 70}) {
            Map<String, Double> sums = new TreeMap<>();
            for (long seed = 0; seed < 3; seed++) {
                MetricInput pair = MetricInput.of(photo, Pictures.noisy(photo, new Random(seed), sigma));
                Metrics.of(pair, Metrics.ALL).forEach((name, value) -> sums.merge(name, value, Double::sum));
            }
            means.add(sums);
        }

        for (Metric metric : Metrics.named(OF_PIXELS, List.of())) {
            double sign = metric.description().direction() == Metric.Direction.HIGHER_IS_CLOSER ? -1 : 1;
            assertThat(means.stream().map(m -> sign * m.get(metric.name())).toList())
                    .as(metric.name())
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    /** All samples off by 5: mse 25, psnr 10 log10(65025 / 25) = 34.1514 dB. */
    @Test
    void known_errors_have_known_values() throws Exception {
        RgbImage black = Pictures.grey(0, 16, 16);
        Map<String, Double> dark = Metrics.of(MetricInput.of(black, Pictures.grey(5, 16, 16)), Metrics.ALL);
        Map<String, Double> white = Metrics.of(MetricInput.of(black, Pictures.grey(255, 16, 16)), Metrics.ALL);

        assertThat(dark).containsEntry("mse", 25.0);
        assertThat(dark.get("psnr")).isCloseTo(34.1514, within(1e-4));
        assertThat(white).containsEntry("mse", 65025.0).containsEntry("psnr", 0.0);
        // Of flat pictures the mean term alone remains: C1 / (x^2 + C1), C1 = 2.55^2.
        assertThat(dark.get("ssim")).isCloseTo(6.5025 / 31.5025, within(1e-9));
        assertThat(white.get("ssim_rgb")).isCloseTo(6.5025 / 65031.5025, within(1e-9));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = 7)
    void ssim_is_what_its_definition_says_at_every_width(long seed) {
        Random random = new Random(seed);
        for (int width = 11; width < 60; width++) {
            int height = 11 + random.nextInt(20);
            RgbImage a = Pictures.random(random, width, height);
            RgbImage b = Pictures.noisy(a, random, 20);

            assertThat(new StructuralSimilarity().of(MetricInput.of(a, b)).orElseThrow())
                    .as("%dx%d", width, height)
                    .isCloseTo(NaiveSsim.luma(a, b), within(1e-12));
        }
    }

    @Test
    void a_value_does_not_depend_on_what_the_thread_compared_before() throws Exception {
        MetricInput small = pair(random(1, 163, 170), random(2, 163, 170));
        FutureTask<Map<String, Double>> elsewhere = new FutureTask<>(() -> Metrics.of(small, Metrics.ALL));
        new Thread(elsewhere).start();
        Map<String, Double> fresh = elsewhere.get();
        Metrics.of(pair(random(3, 400, 200), random(4, 400, 200)), Metrics.ALL);

        assertThat(Metrics.of(small, Metrics.ALL)).isEqualTo(fresh);
    }

    @Test
    void pictures_too_small_for_a_metric_have_no_value_of_it() throws Exception {
        for (int width = 1; width < 14; width++) {
            for (int height = 1; height < 14; height++) {
                Map<String, Double> values =
                        Metrics.of(MetricInput.of(random(1, width, height), random(2, width, height)), Metrics.ALL);

                assertThat(values.containsKey("mse")).isTrue();
                assertThat(values.containsKey("ssim")).isEqualTo(Math.min(width, height) >= 11);
                assertThat(values.containsKey("ssim_rgb")).isEqualTo(Math.min(width, height) >= 11);
                assertThat(values.containsKey("ms_ssim")).isFalse();
            }
        }
        assertThat(Metrics.of(pair(random(1, 160, 500), random(2, 160, 500)), Metrics.ALL))
                .containsKey("ssim")
                .doesNotContainKey("ms_ssim");
    }

    @ParameterizedTest(name = "{0}x{1} for 40x40")
    @CsvSource({"20,30", "160,100", "10,20", "41,40", "40,57"})
    void a_received_picture_of_another_size_is_resized_and_that_is_noted(int width, int height) throws Exception {
        RgbImage sent = random(1, 40, 40);
        RgbImage received = random(2, width, height);
        MetricInput pair = MetricInput.of(sent, received);
        RgbImage resized = PictureResize.resize(received, 40, 40, PictureResize.Filter.TRIANGLE);

        assertThat(pair.notes()).containsExactly(MetricNote.RESIZED);
        assertThat(Metrics.of(pair, Metrics.ALL))
                .containsKeys("mse", "psnr", "ssim")
                .isEqualTo(Metrics.of(MetricInput.of(sent, resized), Metrics.ALL));
    }

    @ParameterizedTest(name = "{0}x{1} for 40x40")
    @CsvSource({"9,9", "161,161", "20,41", "40,81", "1,1"})
    void sizes_too_different_have_no_value_of_pixels_but_of_their_embeddings(int width, int height) throws Exception {
        MetricInput pair = pair(random(1, 40, 40), random(2, width, height));

        assertThat(Metrics.of(pair, Metrics.ALL)).containsOnlyKeys("embedding");
        assertThat(pair.notes()).containsExactly(MetricNote.SIZES_TOO_DIFFERENT);
    }

    @Test
    void embedding_is_a_cosine_and_needs_graphs_with_a_direction() throws Exception {
        RgbImage picture = random(1, 2, 2);
        Metric embedding = new EmbeddingSimilarity();

        assertThat(embedding
                        .of(MetricInput.of(picture, picture, graph(3, 4), graph(4, 3)))
                        .orElseThrow())
                .isCloseTo(.96, within(1e-15));
        assertThat(embedding.of(MetricInput.of(picture, picture, graph(1, 0), graph(-1, 0))))
                .hasValue(-1);
        assertThat(embedding.of(MetricInput.of(picture, picture, graph(1, 0), graph(0, 0))))
                .isEmpty();
        assertThat(embedding.of(MetricInput.of(picture, picture))).isEmpty();
    }

    @Test
    void every_metric_says_what_it_is() {
        Set<String> names = new HashSet<>();
        for (MetricDescription means : Metrics.DESCRIPTIONS) {
            assertThat(names.add(means.name())).isTrue();
            assertThat(means.name()).matches("[a-z0-9_]+");
            assertThat(means.min()).isLessThan(means.max());
            assertThat(List.of(means.definition(), means.source(), means.applicability()))
                    .noneMatch(String::isBlank);
        }
        assertThat(Metrics.names()).containsAll(Metrics.DEFAULT);
    }

    @Test
    void words_of_users_become_names_in_one_order() {
        assertThat(Metrics.parse("all", List.of()))
                .isEqualTo(Metrics.ALL.stream().map(Metric::name).toList());
        assertThat(Metrics.parse("all", List.of("clipscore"))).endsWith("embedding", "clipscore");
        assertThat(Metrics.parse("none", List.of())).isEmpty();
        assertThat(Metrics.parse(" ssim, mse,ssim", List.of())).containsExactly("mse", "ssim");
    }

    @Test
    void a_metric_without_its_bundle_is_not_available() {
        for (String name : List.of("lpips", "vitscore", "clipscore")) {
            assertThatThrownBy(() -> Metrics.parse("mse," + name, List.of()))
                    .hasMessageStartingWith("the metric " + name + " is not available: it needs a bundle")
                    .hasMessageContaining("models/export/README.md")
                    .hasMessageContaining("--metric-bundle");
        }
    }

    @Test
    void unknown_names_are_answered_with_near_ones() {
        assertThatThrownBy(() -> Metrics.parse("mse,mssim", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no metric 'mssim' (did you mean ssim?); there are "
                        + "mse, psnr, ssim, ssim_rgb, ms_ssim, embedding, lpips, vitscore, clipscore");
        assertThatThrownBy(() -> Metrics.parse("butteraugli", List.of()))
                .hasMessageStartingWith("there is no metric 'butteraugli'; there are mse");
        assertThatThrownBy(() -> Metrics.parse("", List.of())).hasMessageContaining("there is no metric ''");
        assertThatThrownBy(() -> Metrics.parse("mse,", List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private static MetricInput pair(RgbImage sent, RgbImage received) {
        return MetricInput.of(sent, received, graph(.3, .4, .7), graph(.3, .4, .7));
    }

    private static SceneGraph graph(double... image) {
        return new SceneGraph(1, 1, List.of(), List.of(), image);
    }

    private static RgbImage random(long seed, int width, int height) {
        return Pictures.random(new Random(seed), width, height);
    }

    private static RgbImage negative(RgbImage picture) {
        byte[] rgb = picture.rgb().clone();
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) ~rgb[i];
        }
        return new RgbImage(picture.width(), picture.height(), rgb);
    }
}
