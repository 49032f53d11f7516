package io.sessmonitor.deploy.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sessmonitor.schemas.Bundle;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two runs told apart. */
class RunComparisonTest {

    private final ScoredRun a = new ScoredRun("a", "");
    private final ScoredRun b = new ScoredRun("b", "-b");

    @Test
    void equal_runs_do_not_differ() {
        for (int i = 0; i < 5; i++) {
            a.add(scored("cam", "near", i, .5 + i / 10.0));
            b.add(scored("cam", "near", i, .5 + i / 10.0));
        }
        RunComparison comparison = RunComparison.of(a, b, 0, 10);
        assertThat(comparison.different()).isFalse();
        assertThat(comparison.comparable()).isTrue();
        assertThat(comparison.worst()).isEmpty();
        assertThat(comparison.all().meanAbsolute()).isZero();
    }

    @Test
    void differences_are_counted_by_link_and_in_all() {
        a.add(scored("cam", "near", 0, .5));
        a.add(scored("cam", "near", 1, .5));
        a.add(scored("cam", "near", 2, .5));
        a.add(outcome("cam", "far", 0, Outcome.MISSING));
        a.add(scored("cam", "far", 9, .5));
        b.add(scored("cam", "near", 0, .6));
        b.add(scored("cam", "near", 1, .2));
        b.add(scored("cam", "near", 2, .5));
        b.add(scored("cam", "far", 0, .7));
        b.add(scored("cam", "far", 8, .7));
        RunComparison comparison = RunComparison.of(a, b, 0, 1);
        Differences near = comparison.links().get("cam>near");
        assertThat(near.bothRuns()).isEqualTo(3);
        assertThat(near.different()).isEqualTo(2);
        assertThat(near.mean()).isCloseTo(-.2 / 3, within(1e-12));
        assertThat(near.meanAbsolute()).isCloseTo(.4 / 3, within(1e-12));
        assertThat(near.medianAbsolute()).isCloseTo(.1, within(1e-12));
        assertThat(near.maxAbsolute()).isCloseTo(.3, within(1e-12));
        Differences far = comparison.links().get("cam>far");
        assertThat(far.outcomesDiffer()).isEqualTo(1);
        assertThat(far.inA()).isEqualTo(1);
        assertThat(far.inB()).isEqualTo(1);
        assertThat(far.meanAbsolute()).isNaN();
        assertThat(comparison.all().bothRuns()).isEqualTo(4);
        assertThat(comparison.all().different()).isEqualTo(3);
        assertThat(comparison.worst())
                .extracting(frame -> frame.key().sequence())
                .containsExactly(1L);
        assertThat(comparison.different()).isTrue();
    }

    @Test
    void a_tolerance_lets_small_differences_pass_but_no_outcome() {
        a.add(scored("cam", "near", 0, .5));
        b.add(scored("cam", "near", 0, .5000001));
        assertThat(RunComparison.of(a, b, 1e-6, 10).different()).isFalse();
        assertThat(RunComparison.of(a, b, 1e-9, 10).different()).isTrue();
        a.add(outcome("cam", "near", 1, Outcome.FAILED));
        b.add(outcome("cam", "near", 1, Outcome.UNDECODABLE));
        assertThat(RunComparison.of(a, b, 1, 10).different()).isTrue();
    }

    @Test
    void metrics_are_compared_where_both_have_them() {
        FrameScore first = scored("cam", "near", 0, .5);
        first.setMetrics(Map.of("psnr", 30.0, "ssim", .9, "odd", Double.POSITIVE_INFINITY));
        FrameScore second = scored("cam", "near", 0, .5);
        second.setMetrics(Map.of("psnr", 28.0, "odd", 1.0));
        a.add(first);
        b.add(second);
        Map<String, double[]> metrics = RunComparison.of(a, b, 0, 10).all().metrics();
        assertThat(metrics).containsOnlyKeys("psnr");
        assertThat(metrics.get("psnr")).containsExactly(-2, 2);
    }

    @Test
    void another_bundle_or_profile_does_not_compare_in_absolute_terms() {
        a.add(scored("cam", "near", 0, .5));
        FrameScore other = scored("cam", "near", 0, .5);
        other.setBundle(new Bundle("lite", "2", "ffffffffffffffff"));
        b.add(other);
        RunComparison comparison = RunComparison.of(a, b, 0, 10);
        assertThat(comparison.comparable()).isFalse();
        assertThat(comparison.b().identities()).containsExactly("profile paper, bundle lite 2 (ffffffffffff)");
    }

    @Test
    void another_bundle_of_a_metric_or_another_calibration_does_not_compare_in_absolute_terms() {
        a.add(scored("cam", "near", 0, .5));
        FrameScore other = scored("cam", "near", 0, .5);
        other.setMetricBundles(Map.of("lpips", new Bundle("alex", "1", "eeeeeeeeeeeeeeee")));
        other.setCalibration("0123456789ab");
        b.add(other);
        RunComparison comparison = RunComparison.of(a, b, 0, 10);
        assertThat(comparison.comparable()).isFalse();
        assertThat(comparison.b().identities())
                .singleElement()
                .asString()
                .endsWith("lpips by alex 1 (eeeeeeeeeeee), calibration 0123456789ab");
    }

    @Test
    void notes_are_no_outcomes_and_of_several_outcomes_the_last_counts() {
        a.add(outcome("cam", "near", 0, Outcome.DUPLICATE));
        a.add(outcome("cam", "near", 0, Outcome.ORPHAN));
        a.add(scored("cam", "near", 0, .5));
        a.add(scored("cam", "near", 0, .6));
        assertThat(a.frames()).hasSize(1);
        assertThat(a.frames().values()).extracting(ScoredRun.Frame::score).containsExactly(.6);
        assertThat(a.notes()).isEqualTo(2);
        assertThat(a.repeated()).isEqualTo(1);
    }

    @Test
    void a_suffix_of_a_replay_is_taken_off() {
        a.add(scored("cam", "near", 0, .5));
        b.add(scored("cam-b", "near", 0, .5));
        b.add(scored("-b", "near", 0, .5));
        List<String> only = new ArrayList<>();
        RunComparison.frames(a, b, frame -> {
            if (frame.a() == null) {
                only.add(frame.key().link().key());
            }
        });
        assertThat(only).containsExactly("-b>near");
    }

    private static FrameScore scored(String stream, String receiver, long sequence, double score) {
        FrameScore scored = outcome(stream, receiver, sequence, Outcome.SCORED);
        scored.setScore(score);
        scored.setProfile("paper");
        scored.setBundle(new Bundle("lite", "1", "0123456789abcdef"));
        return scored;
    }

    private static FrameScore outcome(String stream, String receiver, long sequence, Outcome outcome) {
        return FrameScore.newBuilder()
                .setStream(stream)
                .setReceiver(receiver)
                .setSequence(sequence)
                .setCapturedAt(Instant.EPOCH)
                .setOutcome(outcome)
                .build();
    }
}
