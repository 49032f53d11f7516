package io.sessmonitor.scorer.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sessmonitor.scorer.ScorerIdentity;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.tune.MonotoneMap.Knot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrationTest {

    private static final ScorerIdentity MAKER = new ScorerIdentity(Profile.PAPER, "lite", "1", "ab".repeat(32), "cpu");

    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_map_never_falls_and_finds_the_curve_that_people_follow(long seed) throws Exception {
        Random random = new Random(seed);
        double[] scores = random.doubles(400).toArray();
        double[] human = Arrays.stream(scores)
                .map(s -> 1 + 4 * s * s + .3 * random.nextGaussian())
                .toArray();

        MonotoneMap map = MonotoneMap.fit(scores, human);

        assertThat(map.knots()).hasSizeBetween(5, 10);
        for (int i = 1; i <= 100; i++) {
            assertThat(map.of(i / 100.)).isGreaterThanOrEqualTo(map.of((i - 1) / 100.));
        }
        for (double s = .1; s <= .9; s += .1) {
            assertThat(map.of(s)).isCloseTo(1 + 4 * s * s, within(.3));
        }
    }

    @Test
    void neighbours_that_do_not_rise_are_pooled_and_equal_scores_share_a_knot() throws Exception {
        // Three bins of five: 1, then 3 and 2 which are pooled to 2.5.
        double[] scores = {.1, .1, .1, .1, .1, .4, .4, .4, .4, .4, .8, .8, .8, .8, .8};
        double[] human = {1, 1, 1, 1, 1, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2};

        MonotoneMap map = MonotoneMap.fit(scores, human);

        assertThat(map.knots()).hasSize(2);
        assertThat(map.knots().get(0).value()).isEqualTo(1);
        assertThat(map.knots().get(1).score()).isCloseTo(.6, within(1e-12));
        assertThat(map.knots().get(1).value()).isEqualTo(2.5);
        assertThat(map.of(.35)).isCloseTo(1.75, within(1e-12));
        assertThat(map.of(0)).isEqualTo(1);
        assertThat(map.of(1)).isEqualTo(2.5);
    }

    @Test
    void where_people_do_not_follow_there_is_no_map() {
        double[] scores = IntStream.range(0, 50).mapToDouble(i -> i / 50.).toArray();
        double[] falling = Arrays.stream(scores).map(s -> 1 - s).toArray();

        assertThatThrownBy(() -> MonotoneMap.fit(scores, falling))
                .isInstanceOf(CalibrationException.class)
                .hasMessageContaining("the other way round");
        assertThatThrownBy(() -> MonotoneMap.fit(scores, new double[50])).isInstanceOf(CalibrationException.class);
        assertThatThrownBy(() -> MonotoneMap.fit(new double[9], new double[9])).hasMessageContaining("too few");
        assertThatThrownBy(() -> MonotoneMap.fit(new double[50], falling)).isInstanceOf(CalibrationException.class);
    }

    @Test
    void the_folds_tell_a_map_worth_having_from_one_that_is_not() throws Exception {
        Random random = new Random(4);
        double[] scores = random.doubles(120).toArray();
        int[] original = IntStream.range(0, 120).map(i -> i / 6).toArray();
        double[] follow =
                Arrays.stream(scores).map(s -> s + .1 * random.nextGaussian()).toArray();

        CalibrationFit fit = CalibrationFit.of(scores, new Ratings(original, follow, List.of()), 5, 1);

        assertThat(fit.seen()).isBetween(.07, .13);
        assertThat(fit.unseen()).isBetween(fit.seen(), .15);
        assertThat(fit.mean()).isGreaterThan(.25);
    }

    @Test
    void what_is_written_is_read_and_holds_for_its_profile_and_bundle_only() throws Exception {
        MonotoneMap map = new MonotoneMap(List.of(new Knot(.2, 1), new Knot(1 / 3., Math.PI), new Knot(.9, 5)));

        Calibration read = Calibration.open(write(Calibration.text(MAKER, map, null)));

        assertThat(read.map()).isEqualTo(map);
        assertThat(read.id()).matches("[0-9a-f]{12}");
        read.requireFor(MAKER);
        assertThatThrownBy(() ->
                        read.requireFor(new ScorerIdentity(Profile.REFERENCE, "lite", "1", "ab".repeat(32), "cpu")))
                .isInstanceOf(CalibrationException.class)
                .hasMessageContaining("profile paper, not for reference");
        assertThatThrownBy(
                        () -> read.requireFor(new ScorerIdentity(Profile.PAPER, "lite", "2", "cd".repeat(32), "cpu")))
                .isInstanceOf(CalibrationException.class)
                .hasMessageContaining("another bundle");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "format: 1       | format: 2        | needs format: 1",
                "value: 5.0      | value: 0.5       | knot 2 does not rise",
                "value: 5.0      | value: five      | line",
                "value: 5.0      | valu: 5.0        | did you mean 'value'",
                "profile: paper  | profile:         | needs format",
                "sha256:         | version: x #     | line",
            })
    void a_malformed_file_is_refused(String good, String bad, String reason) throws IOException {
        String text = Calibration.text(MAKER, new MonotoneMap(List.of(new Knot(.2, 1), new Knot(.9, 5))), null);
        assertThat(text).contains(good);
        String file = write(text.replace(good, bad));

        assertThatThrownBy(() -> Calibration.open(file))
                .isInstanceOf(CalibrationException.class)
                .hasMessageContaining("people.yaml")
                .hasMessageContaining(reason);
    }

    private String write(String text) throws IOException {
        return Files.writeString(dir.resolve("people.yaml"), text).toString();
    }
}
