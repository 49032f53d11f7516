package io.sessmonitor.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.LinkAggregate;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.wire.RegistryException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What the windows say and when. Times are milliseconds since the bench's start, a multiple of every size; a frame is
 * captured when it is piped unless a test says otherwise. Wait 1 s and grace 2 s make a lag of 3 s.
 */
class WindowTimelineTest extends WindowTesting {

    @Test
    void a_frame_belongs_to_the_window_its_capture_time_lies_in_and_the_end_to_the_next() {
        at(0, 1);
        at(9_999, .5);
        at(10_000, .2);
        bench.idle(1000);
        assertThat(published()).contains("cam0>rx1 10s@0 open 2", "cam0>rx1 10s@10 open 1");
        FrameScore last = scored("cam0>rx1", 0, 0);
        last.setCapturedAt(Instant.ofEpochMilli(MonitorBench.START + 20_000).minusNanos(1000));
        bench.pipeScore(last);
        bench.idle(1000);
        assertThat(published()).containsExactly("cam0>rx1 10s@10 open 2");
    }

    @Test
    void a_window_is_told_at_most_once_a_second_and_only_if_something_came() {
        for (int i = 0; i < 100; i++) {
            at(i * 10, .5);
        }
        bench.idle(5000);
        assertThat(published()).containsExactly("cam0>rx1 10s@0 open 100");
        for (int i = 0; i < 30; i++) {
            at(6000 + i * 100, .5);
        }
        bench.idle(1000);
        assertThat(published()).hasSizeBetween(3, 4).last().isEqualTo("cam0>rx1 10s@0 open 130");
    }

    @Test
    void a_window_closes_when_its_links_time_is_end_and_lag() {
        at(0, 1);
        at(12_999, 1);
        assertThat(published()).noneMatch(window -> window.contains("final"));
        pipe(13_000, 1);
        assertThat(published()).isEmpty();
        at(13_000, 1);
        assertThat(published()).contains("cam0>rx1 10s@0 final 1");
    }

    @Test
    void within_the_grace_a_score_still_counts_and_after_it_is_late() {
        at(9_000, 1);
        at(12_000, 1);
        pipe(9_500, 1);
        at(13_000, 1);
        assertThat(published()).contains("cam0>rx1 10s@0 final 2");
        pipe(9_600, 1);
        assertThat(bench.metrics.lateScores()).isEqualTo(1);
        bench.idle(1000);
        assertThat(published()).containsExactly("cam0>rx1 10s@10 open 2 late 1");
        at(23_000, 1);
        assertThat(published()).containsExactly("cam0>rx1 10s@10 final 2 late 1");
    }

    @Test
    void late_scores_wait_for_the_next_window_if_none_is_open_also_over_a_restart() {
        at(0, 1);
        bench.idle(40_000);
        assertThat(published()).last().isEqualTo("cam0>rx1 10s@0 final 1");
        pipe(1, 1);
        bench.idle(2000);
        bench.restart();
        bench.idle(2000);
        assertThat(published()).isEmpty();
        at(50_000, 1);
        bench.idle(1000);
        assertThat(published()).containsExactly("cam0>rx1 10s@50 open 1 late 1");
        bench.idle(40_000);
        assertThat(published()).containsExactly("cam0>rx1 10s@50 final 1 late 1");
    }

    @Test
    void an_idle_link_is_closed_by_the_wall_clock() {
        at(9_000, 1);
        bench.idle(15_000);
        assertThat(published()).containsExactly("cam0>rx1 10s@0 open 1");
        bench.idle(1_000);
        assertThat(published()).containsExactly("cam0>rx1 10s@0 final 1");
        bench.idle(100_000);
        assertThat(published()).isEmpty();
    }

    @Test
    void another_links_frames_neither_close_nor_keep_open() {
        at(5_000, 1);
        for (int i = 6; i < 40; i++) {
            bench.idle(i * 1000 - bench.now());
            bench.pipeScore(scored("cam1>rx1", i * 1000, 1));
        }
        assertThat(published().stream().filter(text -> text.startsWith("cam0")))
                .containsExactly("cam0>rx1 10s@0 open 1", "cam0>rx1 10s@0 final 1");
    }

    @Test
    void a_clock_that_stands_still_does_not_keep_a_window_open() {
        for (int i = 0; i < 60; i++) {
            pipe(5_000, 1);
            bench.idle(1000);
        }
        List<LinkAggregate> finals = finals();
        assertThat(finals).hasSize(1);
        assertThat(finals.get(0).getFrames() + bench.metrics.lateScores()).isEqualTo(60);
    }

    @Test
    void a_recording_that_pauses_and_goes_on_loses_no_later_window() {
        long recorded = -1_000_000;
        for (int i = 0; i < 20; i++) {
            pipe(recorded + i * 1000, 1);
            bench.idle(1000);
        }
        bench.idle(60_000);
        for (int i = 20; i < 100; i++) {
            pipe(recorded + i * 1000, 1);
            bench.idle(1000);
        }
        bench.idle(60_000);
        List<LinkAggregate> finals = finals();
        assertThat(finals).extracting(LinkAggregate::getWindowStart).doesNotHaveDuplicates();
        assertThat(finals.stream().mapToLong(LinkAggregate::getFrames).sum() + bench.metrics.lateScores())
                .isEqualTo(100);
        assertThat(bench.metrics.lateScores()).isZero();
        assertThat(finals).hasSize(10);
    }

    @Test
    void each_size_has_its_own_windows() {
        with("windows.sizes", "30s,10s");
        at(0, 1);
        at(12_000, .5);
        at(33_000, 0);
        // 30 s closes at 33 as well, after the shorter ones.
        assertThat(published().stream().filter(text -> text.contains("final")))
                .containsExactly("cam0>rx1 10s@0 final 1", "cam0>rx1 10s@10 final 1", "cam0>rx1 30s@0 final 2");
    }

    @Test
    void outcomes_are_counted_notes_beside_frames_and_undecodable_is_zero() {
        bench.pipeScore(scored("cam0>rx1", 0, .8));
        for (Outcome outcome : Outcome.values()) {
            if (outcome != Outcome.SCORED) {
                bench.pipeScore(frame("cam0>rx1", 0, outcome));
            }
        }
        bench.idle(1000);
        LinkAggregate window = bench.aggregates().get(0);
        assertThat(window.getOutcomes())
                .hasSize(8)
                .allSatisfy((outcome, count) -> assertThat(count).isEqualTo(1));
        assertThat(window.getFrames()).isEqualTo(5);
        assertThat(window.getScored()).isEqualTo(2);
        assertThat(window.getMean()).isEqualTo(.4);
        assertThat(window.getMin()).isZero();
        assertThat(window.getMax()).isEqualTo(.8);
        assertThat(window.getP50()).isEqualTo(.4);
        assertThat(window.getMetrics()).isEqualTo(Map.of("psnr", 30.0));
        assertThat(window.getMetricCounts()).isEqualTo(Map.of("psnr", 1L));
        assertThat(window.getProfile()).isEqualTo("paper");
        assertThat(window.getBundle()).isEqualTo("lite 1");
    }

    @Test
    void undecodable_is_no_score_if_so_configured_and_nothing_is_null_where_nothing_is_known() {
        with("windows.undecodable-as-zero", "false");
        bench.pipeScore(frame("cam0>rx1", 0, Outcome.UNDECODABLE));
        bench.idle(1000);
        LinkAggregate window = bench.aggregates().get(0);
        assertThat(window.getFrames()).isEqualTo(1);
        assertThat(window.getScored()).isZero();
        assertThat(window.getMean()).isNull();
        assertThat(window.getP05()).isNull();
        assertThat(window.getSketch()).isNull();
        assertThat(window.getBundle()).isNull();
    }

    @Test
    void a_window_of_the_first_sub_topologys_own_scores() {
        with("links", "cam0>rx1");
        bench.sent("cam0/0");
        bench.received("cam0/0", "rx1");
        bench.sent("cam0/1");
        bench.idle(3000);
        LinkAggregate window =
                bench.aggregates().stream().reduce((before, after) -> after).orElseThrow();
        assertThat(window.getOutcomes()).isEqualTo(Map.of("SCORED", 1L, "MISSING", 1L));
        assertThat(window.getMean()).isEqualTo(.5);
        assertThat(window.getBundle()).isEqualTo("fake 1");
    }

    @Test
    void without_windows_there_are_none() {
        with("windows.enabled", "false", "links", "cam0>rx1");
        bench.sent("cam0/0");
        bench.received("cam0/0", "rx1");
        bench.idle(60_000);
        assertThat(bench.outcomes()).hasSize(1);
        assertThat(bench.aggregates()).isEmpty();
    }

    @Test
    void a_restart_changes_no_number() {
        LinkAggregate straight = run(false);
        close();
        bench = bench();
        sequence = 0;
        assertThat(run(true)).isEqualTo(straight);
    }

    private LinkAggregate run(boolean restarts) {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            at(i * 30, random.nextDouble());
            if (restarts && i % 50 == 49) {
                bench.restart();
            }
        }
        at(20_000, 1);
        return finals().get(0);
    }

    @Test
    void after_a_restart_what_was_closed_stays_closed() {
        at(0, 1);
        at(13_000, 1);
        assertThat(finals()).hasSize(1);
        bench.restart();
        pipe(0, 1);
        bench.idle(60_000);
        assertThat(finals()).hasSize(1).allSatisfy(window -> {
            assertThat(text(window)).isEqualTo("cam0>rx1 10s@10 final 1 late 1");
        });
    }

    @Test
    void a_link_that_stays_silent_is_forgotten() {
        at(0, 1);
        bench.idle(60_000);
        assertThat(bench.stored(StoreNames.OPEN_WINDOWS)).isPositive();
        bench.idle(Duration.ofHours(1).toMillis());
        assertThat(bench.stored(StoreNames.OPEN_WINDOWS)).isZero();
    }

    @Test
    void a_capture_time_far_ahead_is_early_and_moves_nothing() {
        at(5_000, 1);
        for (int i = 0; i < 50; i++) {
            pipe(Duration.ofDays(1000).toMillis() + i * 100_000L, 1);
        }
        pipe(60_001 + bench.now(), 1);
        bench.idle(1000);
        assertThat(published()).containsExactly("cam0>rx1 10s@0 open 1 early 51");
        pipe(6_000, 1);
        assertThat(bench.metrics.earlyScores()).isEqualTo(51);
        assertThat(bench.metrics.lateScores()).isZero();
        bench.idle(30_000);
        assertThat(published()).last().isEqualTo("cam0>rx1 10s@0 final 2 early 51");
    }

    @Test
    void early_scores_do_not_keep_a_link_from_being_idle() {
        at(5_000, 1);
        for (int i = 0; i < 40; i++) {
            bench.idle(1000);
            pipe(Duration.ofDays(9).toMillis(), 1);
        }
        assertThat(finals()).hasSize(1);
    }

    @Test
    void a_capture_time_a_little_ahead_moves_time_no_further_than_the_wall_clock() {
        at(5_000, 1);
        pipe(50_000, 1);
        at(6_000, 1);
        bench.idle(1000);
        assertThat(published()).noneMatch(text -> text.contains("final"));
        assertThat(bench.metrics.lateScores()).isZero();
        bench.idle(100_000);
        assertThat(published()).contains("cam0>rx1 10s@0 final 2", "cam0>rx1 10s@50 final 1");
    }

    @Test
    void links_beyond_the_limit_are_counted_and_those_within_go_on() {
        with("windows.max-links", "10", "windows.remember", "1m");
        for (int i = 0; i < 500; i++) {
            bench.pipeScore(scored("cam" + i + ">rx1", 0, 1));
        }
        assertThat(bench.metrics.unfollowedScores()).isEqualTo(490);
        // Each link, and its one score in the journal.
        assertThat(bench.stored(StoreNames.OPEN_WINDOWS)).isEqualTo(20);
        bench.idle(120_000);
        assertThat(finals()).hasSize(10);
        assertThat(bench.stored(StoreNames.OPEN_WINDOWS)).isZero();
        bench.pipeScore(scored("cam499>rx1", bench.now(), 1));
        bench.idle(1000);
        assertThat(published()).containsExactly("cam499>rx1 10s@120 open 1");
    }

    @Test
    void scores_nobody_should_write_are_dead_letters() {
        bench.pipeScore("cam0>rx1".getBytes(UTF_8), new byte[] {0, 1, 2});
        bench.pipeScore("cam0>rx1".getBytes(UTF_8), null);
        bench.pipeScore(scored("cam0>rx1", 0, 1.5));
        bench.pipeScore(scored("cam0>rx1", 0, Double.NaN));
        bench.pipeScore(frame("cam0>rx1", 0, Outcome.SCORED));
        bench.pipeScore(scored("cam0>rx1", -MonitorBench.START - 1, .5));
        FrameScore other = scored("cam0>rx1", 0, .5);
        bench.pipeScore("cam0>rx2".getBytes(UTF_8), encode(other));
        bench.pipeScore(null, encode(other));
        assertThat(bench.deadLetterReasons().stream().map(text -> text.substring(0, text.indexOf(':'))))
                .containsExactly(
                        "not-decodable",
                        "no-value",
                        "bad-field",
                        "bad-field",
                        "bad-field",
                        "bad-field",
                        "bad-key",
                        "bad-key");
        pipe(0, 1);
        bench.idle(1000);
        assertThat(published()).containsExactly("cam0>rx1 10s@0 open 1");
    }

    private byte[] encode(FrameScore score) {
        try {
            return bench.codec.encode("any", score);
        } catch (RegistryException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_size_that_is_no_longer_configured_is_forgotten_and_the_others_go_on() {
        with("windows.sizes", "10s,30s");
        at(0, 1);
        bench.idle(1000);
        bench.restartWith("windows.sizes", "1m,10s");
        at(5_000, 1);
        bench.idle(100_000);
        assertThat(finals())
                .extracting(WindowTesting::text)
                .containsExactly("cam0>rx1 10s@0 final 2", "cam0>rx1 60s@0 final 1");
    }

    @Test
    void another_grace_after_a_restart_changes_nothing_that_was_decided_before() {
        at(0, 1);
        at(13_000, 1);
        pipe(1, 1);
        assertThat(finals()).hasSize(1);
        bench.restartWith("windows.grace", "1m");
        at(20_000, 1);
        pipe(2, 1);
        bench.idle(200_000);
        assertThat(finals())
                .extracting(WindowTesting::text)
                .containsExactly("cam0>rx1 10s@10 final 1 late 1", "cam0>rx1 10s@20 final 1 late 1");
    }
}
