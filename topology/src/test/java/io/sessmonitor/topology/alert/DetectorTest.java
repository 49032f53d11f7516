package io.sessmonitor.topology.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.schemas.AlertState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Timelines of one rule on one link, and laws over random ones. */
class DetectorTest {

    private static final String LOW =
            "kind: threshold, field: p05, window: 10s, comparison: below, threshold: 0.5, clear: 0.6";

    private Rule rule;
    private RuleState state = RuleState.NEW;
    private final List<String> told = new ArrayList<>();

    private void rule(String text) {
        rule = parse(text);
        state = RuleState.NEW;
        told.clear();
    }

    private static Rule parse(String text) {
        try {
            return Rules.parse("rules: [{name: r, " + text + "}]").rules().get(0);
        } catch (RulesException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private DetectorTest at(long time, double value) {
        take(Detector.measure(rule, state, value, time));
        return this;
    }

    private DetectorTest silent(long silent, long step) {
        take(Detector.silence(rule, state, silent, step, 1_000_000 + silent));
        return this;
    }

    private void take(Step step) {
        state = step.state();
        step.changes().forEach(change -> told.add(change.entered() + " " + change.at()));
    }

    /** As after a restart: only what the store holds. */
    private void restart() {
        state = RuleState.read(state.toBytes(rule.fingerprint())).state();
    }

    @Test
    void it_fires_when_the_condition_has_held_for_as_long_as_the_rule_says_and_not_one_millisecond_before() {
        rule(LOW + ", for: 30s");
        at(1000, 0.49).at(30_999, 0.49);
        assertThat(told).containsExactly("PENDING 1000");
        at(31_000, 0.49);
        assertThat(told).containsExactly("PENDING 1000", "FIRING 31000");
        assertThat(state.since()).isEqualTo(1000);
    }

    @Test
    void the_threshold_itself_is_not_below() {
        rule(LOW);
        at(1, 0.5);
        assertThat(told).isEmpty();
        at(2, Math.nextDown(0.5));
        assertThat(told).containsExactly("PENDING 2", "FIRING 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"below", "at-most", "above", "at-least"})
    void each_comparison_is_exact_at_its_border(String word) {
        rule("kind: threshold, field: score, comparison: " + word + ", threshold: 0.5");
        boolean low = word.equals("below") || word.equals("at-most");
        at(1, low ? Math.nextUp(0.5) : Math.nextDown(0.5));
        assertThat(told).isEmpty();
        at(2, 0.5);
        boolean inclusive = word.startsWith("at-");
        assertThat(told).hasSize(inclusive ? 2 : 0);
        at(3, low ? Math.nextDown(0.5) : Math.nextUp(0.5));
        assertThat(told).hasSize(2);
    }

    @Test
    void it_fires_on_between_threshold_and_clear_and_resolves_at_clear() {
        rule(LOW);
        at(1, 0.4).at(2, 0.55).at(3, Math.nextDown(0.6));
        assertThat(told).containsExactly("PENDING 1", "FIRING 1");
        at(4, 0.6);
        assertThat(told).containsExactly("PENDING 1", "FIRING 1", "RESOLVED 4");
        at(5, 0.55);
        assertThat(told).hasSize(3);
    }

    @Test
    void what_is_pending_ends_as_soon_as_the_condition_does_not_hold() {
        rule(LOW + ", for: 30s");
        at(0, 0.4).at(29_999, 0.5).at(30_000, 0.4).at(59_999, 0.4);
        assertThat(told).containsExactly("PENDING 0", "RESOLVED 29999", "PENDING 30000");
        at(60_000, 0.4);
        assertThat(told).last().isEqualTo("FIRING 60000");
    }

    @Test
    void a_flapping_value_never_fires_a_rule_that_waits_and_fires_once_with_hysteresis() {
        rule(LOW + ", for: 2s");
        for (int i = 0; i < 100; i++) {
            at(1000 * i, i % 2 == 0 ? 0.49 : 0.51);
        }
        assertThat(told).noneMatch(line -> line.startsWith("FIRING"));
        rule(LOW);
        for (int i = 0; i < 100; i++) {
            at(1000 * i, i % 2 == 0 ? 0.49 : 0.51);
        }
        assertThat(told).containsExactly("PENDING 0", "FIRING 0");
    }

    @Test
    void silence_between_measurements_neither_fires_nor_resolves() {
        rule(LOW + ", for: 30s");
        at(0, 0.4);
        assertThat(told).containsExactly("PENDING 0");
        at(3_600_000, 0.4);
        assertThat(told).containsExactly("PENDING 0", "FIRING 3600000");
    }

    @Test
    void a_clock_set_back_delays_by_what_had_not_passed_yet_and_disorder_adds_nothing() {
        rule(LOW + ", for: 10s");
        at(1_000_000, 0.4).at(1_004_000, 0.4).at(500_000, 0.4).at(505_999, 0.4);
        assertThat(told).containsExactly("PENDING 1000000");
        at(506_000, 0.4);
        assertThat(told).last().isEqualTo("FIRING 506000");
        rule(LOW + ", for: 10s");
        at(1000, 0.4);
        for (int i = 0; i < 100; i++) {
            at(900, 0.4).at(1000, 0.4);
        }
        assertThat(told).hasSize(1);
    }

    @Test
    void a_restart_keeps_pending_and_firing() {
        rule(LOW + ", for: 30s");
        at(0, 0.4).at(20_000, 0.4);
        restart();
        at(29_999, 0.4);
        restart();
        assertThat(told).containsExactly("PENDING 0");
        at(30_000, 0.4);
        restart();
        assertThat(told).containsExactly("PENDING 0", "FIRING 30000");
        at(40_000, 0.55);
        restart();
        at(50_000, 0.7);
        assertThat(told).containsExactly("PENDING 0", "FIRING 30000", "RESOLVED 50000");
        restart();
        assertThat(state).isEqualTo(RuleState.NEW);
    }

    @Test
    void silence_fires_at_its_length_and_ends_with_the_next_frame() {
        rule("kind: no-data, after: 30s, for: 10s");
        silent(29_999, 500);
        assertThat(told).isEmpty();
        silent(30_000, 1);
        assertThat(told).containsExactly("PENDING 1030000");
        silent(39_999, 9_999);
        assertThat(told).hasSize(1);
        silent(40_000, 1);
        assertThat(told).containsExactly("PENDING 1030000", "FIRING 1040000");
        take(Detector.received(rule, state, 1_041_000));
        assertThat(told).last().isEqualTo("RESOLVED 1041000");
        take(Detector.received(rule, state, 1_042_000));
        assertThat(told).hasSize(3);
    }

    @Test
    void silence_that_was_there_before_a_restart_still_is_after_it() {
        rule("kind: no-data, after: 30s, for: 10s");
        silent(30_000, 1).silent(35_000, 5000);
        restart();
        silent(500, 500).silent(4_999, 4_499);
        assertThat(told).containsExactly("PENDING 1030000");
        silent(5_000, 1);
        assertThat(told).hasSize(2).last().asString().startsWith("FIRING");
        restart();
        silent(500, 500);
        assertThat(told).hasSize(2);
    }

    @Test
    void a_sudden_change_is_judged_by_the_links_own_spread() {
        rule("kind: change, field: mean, window: 10s, threshold: 4, span: 50, learn: 30, min-deviation: 0.001");
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            at(10_000L * i, 0.8 + 0.02 * random.nextGaussian());
        }
        assertThat(told).isEmpty();
        at(2_000_000, 0.8 - 3 * 0.02);
        assertThat(told).isEmpty();
        at(2_010_000, 0.8 + 8 * 0.02);
        assertThat(told).as("only falls are bad").isEmpty();
        at(2_020_000, 0.8 - 8 * 0.02);
        assertThat(told).containsExactly("PENDING 2020000", "FIRING 2020000");
        Baseline before = state.baseline();
        at(2_030_000, 0.5);
        assertThat(state.baseline()).as("what is bad is not learned").isEqualTo(before);
        at(2_040_000, 0.8);
        assertThat(told).last().isEqualTo("RESOLVED 2040000");
    }

    @Test
    void nothing_is_judged_before_enough_is_learned() {
        rule("kind: change, field: mean, window: 10s, threshold: 4, learn: 5");
        at(1, 0.9).at(2, 0.9).at(3, 0.1).at(4, 0.9).at(5, 0.9);
        assertThat(told).isEmpty();
        assertThat(state.baseline().count()).isEqualTo(5);
        assertThat(state.baseline().mean()).isCloseTo(0.74, org.assertj.core.data.Offset.offset(1e-12));
        assertThat(state.baseline().variance()).isCloseTo(0.1024, org.assertj.core.data.Offset.offset(1e-12));
    }

    @Test
    void a_perfectly_steady_link_is_held_to_the_least_deviation() {
        rule("kind: change, field: mean, window: 10s, threshold: 4, learn: 5, min-deviation: 0.01");
        for (int i = 0; i < 20; i++) {
            at(i, 0.9);
        }
        at(20, 0.87);
        assertThat(told).isEmpty();
        at(21, 0.85);
        assertThat(told).containsExactly("PENDING 21", "FIRING 21");
    }

    @Test
    void cumulative_sums_find_a_small_lasting_decline_that_a_zscore_does_not() {
        String common = "kind: change, field: mean, window: 1m, span: 200, learn: 50, min-deviation: 0.001";
        for (String method : List.of("zscore, threshold: 4", "cusum, threshold: 8")) {
            rule(common + ", method: " + method);
            Random random = new Random(11);
            for (int i = 0; i < 300; i++) {
                at(60_000L * i, 0.8 + 0.01 * random.nextGaussian());
            }
            assertThat(told).as(method).isEmpty();
            for (int i = 300; i < 330; i++) {
                at(60_000L * i, 0.785 + 0.01 * random.nextGaussian());
            }
            assertThat(told).as(method).hasSize(method.startsWith("cusum") ? 2 : 0);
        }
        for (int i = 330; i < 380; i++) {
            at(60_000L * i, 0.8);
        }
        assertThat(told)
                .as("the sum is bounded, so it comes back")
                .hasSize(3)
                .last()
                .asString()
                .startsWith("RESOLVED");
    }

    @Test
    void a_change_that_has_fired_long_enough_is_the_new_baseline() {
        rule("kind: change, field: mean, window: 10s, threshold: 4, learn: 5, adopt: 1h");
        for (int i = 0; i < 10; i++) {
            at(i, 0.9);
        }
        at(10, 0.5).at(10 + 3_599_999, 0.5);
        assertThat(told).containsExactly("PENDING 10", "FIRING 10");
        restart();
        at(10 + 3_600_000, 0.5);
        assertThat(told).last().isEqualTo("RESOLVED 3600010");
        for (int i = 1; i < 50; i++) {
            at(3_600_010 + i, 0.5);
        }
        assertThat(told).hasSize(3);
    }

    @Test
    void a_state_that_is_not_ours_is_refused() {
        byte[] good = new RuleState(Phase.FIRING, 5, 6, 0, 0, new Baseline(3, 0.5, 0.1, 0, 1)).toBytes(42);
        assertThat(RuleState.read(good).fingerprint()).isEqualTo(42);
        for (int length = 0; length < good.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(good, length);
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> RuleState.read(cut)))
                    .isInstanceOf(IllegalStateException.class);
        }
        good[0] = 9;
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> RuleState.read(good)))
                .hasMessageContaining("version 9");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void random_timelines_keep_the_laws(long seed) {
        Random random = new Random(seed);
        long hold = random.nextInt(4) * 1000L * random.nextInt(20);
        String text = random.nextBoolean()
                ? LOW
                : "kind: change, field: mean, window: 10s, threshold: 1, learn: 5, adopt: 60s";
        rule(text + ", for: " + hold + "ms");
        List<Step.Change> changes = new ArrayList<>();
        long time = 1_000_000;
        for (int i = 0; i < 2000; i++) {
            time += random.nextInt(5) == 0 ? 0 : random.nextInt(12_000);
            Phase before = state.phase();
            Step step = Detector.measure(rule, state, random.nextInt(3) == 0 ? 0.9 : random.nextDouble(), time);
            assertThat(step.state().phase() == before
                            || before.next().contains(step.state().phase())
                            || before == Phase.OK && hold == 0)
                    .as("%s to %s", before, step.state().phase())
                    .isTrue();
            state = step.state();
            if (random.nextInt(10) == 0) {
                restart();
            }
            changes.addAll(step.changes());
        }
        assertThat(changes).hasSizeGreaterThan(10);
        Step.Change last = null;
        for (Step.Change change : changes) {
            switch (change.entered()) {
                case PENDING -> {
                    assertThat(last == null || last.entered() == AlertState.RESOLVED)
                            .isTrue();
                    assertThat(change.firedAt()).isZero();
                }
                case FIRING -> {
                    assertThat(last).isNotNull();
                    assertThat(last.entered()).isEqualTo(AlertState.PENDING);
                    assertThat(change.at() - last.at()).isGreaterThanOrEqualTo(hold);
                    assertThat(change.since()).isEqualTo(last.at());
                }
                default -> {
                    assertThat(last).isNotNull();
                    assertThat(last.entered()).isNotEqualTo(AlertState.RESOLVED);
                    assertThat(change.firedAt() != 0).isEqualTo(last.entered() == AlertState.FIRING);
                }
            }
            last = change;
        }
    }
}
