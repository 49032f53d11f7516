package io.sessmonitor.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sessmonitor.models.BundleException;
import io.sessmonitor.scorer.decode.DecodeLimits;
import io.sessmonitor.scorer.engine.DeviceException;
import io.sessmonitor.scorer.explain.Explanation;
import io.sessmonitor.scorer.explain.Explanation.ObjectShare;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.scenegraph.SceneGraph;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole scorer with the embedded bundle, on drawn pictures. */
class SessScorersTest {

    @ParameterizedTest
    @MethodSource("io.sessmonitor.scorer.match.Profile#builtIn")
    void a_pair_gets_a_score_whose_explanation_adds_up(Profile profile) throws Exception {
        BufferedImage picture = TestPictures.shapes(1);
        byte[] sent = TestPictures.png(picture);
        try (SessScorer scorer = SessScorers.create(settings(profile, "cpu", 2))) {
            SessScore mild = scored(scorer.score(new PicturePair(sent, TestPictures.jpeg(picture, .9f))));
            SessScore other = scored(scorer.score(new PicturePair(sent, TestPictures.png(TestPictures.shapes(2)))));

            assertThat(mild.score()).isGreaterThan(other.score()).isBetween(0.0, 1.0);
            assertThat(mild.metrics().get("psnr")).isGreaterThan(other.metrics().get("psnr"));
            for (SessScore score : List.of(mild, other)) {
                assertThat(costs(score.explanation())).isCloseTo(1 - score.raw(), within(1e-12));
            }
            assertThat(mild.identity()).isEqualTo(scorer.identity());
            assertThat(scorer.identity().profile()).isEqualTo(profile);
            assertThat(scorer.identity().bundleName()).isEqualTo("lite");
            assertThat(scorer.identity().bundleSha256()).matches("[0-9a-f]{64}");
            assertThat(scorer.identity().device()).isEqualTo("cpu");
        }
    }

    @Test
    void equal_pictures_score_exactly_one() throws Exception {
        byte[] picture = TestPictures.png(TestPictures.shapes(3));
        try (SessScorer scorer = SessScorers.create(settings(Profile.PAPER, "cpu", 1))) {
            assertThat(scored(scorer.score(new PicturePair(picture, picture.clone())))
                            .score())
                    .isEqualTo(1);
        }
    }

    @Test
    void scores_are_the_same_to_the_last_bit_whatever_else_is_in_work() throws Exception {
        List<PicturePair> pairs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            BufferedImage picture = TestPictures.shapes(i);
            pairs.add(new PicturePair(TestPictures.png(picture), TestPictures.jpeg(picture, .1f)));
        }
        List<Double> alone = new ArrayList<>();
        try (SessScorer scorer = SessScorers.create(settings(Profile.PAPER, "cpu", 1))) {
            for (PicturePair pair : pairs) {
                alone.add(scored(scorer.score(pair)).raw());
            }
        }
        try (SessScorer scorer = SessScorers.create(settings(Profile.PAPER, "cpu", 4))) {
            List<CompletableFuture<ScoreOutcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                outcomes.add(scorer.offer(pairs.get(i % 4)).orElseThrow());
            }
            for (int i = 0; i < 12; i++) {
                assertThat(scored(outcomes.get(i).get()).raw()).isEqualTo(alone.get(i % 4));
            }
        }
    }

    @Test
    void the_graph_of_a_picture_has_its_size_and_weights_that_sum_to_one() throws Exception {
        try (SessScorer scorer = SessScorers.create(settings(Profile.PAPER, "cpu", 1))) {
            SceneGraph graph = scorer.graph(TestPictures.png(TestPictures.shapes(4)));

            assertThat(graph.width()).isEqualTo(160);
            assertThat(graph.height()).isEqualTo(128);
            assertThat(graph.objects()).isNotEmpty();
            assertThat(graph.objects().stream().mapToDouble(o -> o.importance()).sum())
                    .isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void unknown_bundles_and_devices_are_refused() {
        assertThatThrownBy(() -> SessScorers.create(settings(Profile.PAPER, "gpu", 1)))
                .isInstanceOf(DeviceException.class)
                .hasMessageStartingWith("unknown device \"gpu\"");
        ScorerSettings known = settings(Profile.PAPER, "cpu", 1);
        ScorerSettings unknown = new ScorerSettings(
                "lit",
                known.profile(),
                known.device(),
                known.threads(),
                known.maxPairsInFlight(),
                known.maxBytesInFlight(),
                known.maxBatch(),
                known.maxBatchWait(),
                known.graphCache(),
                known.decodeLimits());
        assertThatThrownBy(() -> SessScorers.create(unknown))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("did you mean 'lite'");
    }

    private static double costs(Explanation explanation) {
        return explanation.imageCost()
                + Stream.concat(explanation.sent().stream(), explanation.received().stream())
                        .mapToDouble(ObjectShare::cost)
                        .sum();
    }

    private static SessScore scored(ScoreOutcome outcome) {
        assertThat(outcome).isInstanceOf(ScoreOutcome.Scored.class);
        return ((ScoreOutcome.Scored) outcome).score();
    }

    private static ScorerSettings settings(Profile profile, String device, int threads) {
        return new ScorerSettings(
                "lite", profile, device, threads, 16, 1 << 30, 4, Duration.ZERO, 2, DecodeLimits.defaults());
    }
}
