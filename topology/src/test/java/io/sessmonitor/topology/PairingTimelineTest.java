package io.sessmonitor.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.sessmonitor.schemas.Bundle;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is published when, told as a timeline; the wait is 1 s, a finished frame is remembered for 10 s. */
class PairingTimelineTest {

    private MonitorBench bench = new MonitorBench("links", "cam0>rx1");

    @AfterEach
    void close() {
        bench.close();
    }

    private void with(String... settings) {
        bench.close();
        bench = new MonitorBench(settings);
    }

    @Test
    void a_frame_sent_then_received_is_scored() {
        bench.sent("cam0/0");
        bench.idle(500);
        bench.received("cam0/0", "rx1");
        bench.idle(100);
        assertThat(bench.outcomes()).containsExactly("SCORED cam0/0>rx1");
        bench.idle(20_000);
        assertThat(bench.outcomes()).isEmpty();
    }

    @Test
    void a_frame_received_before_it_is_sent_is_scored() {
        bench.received("cam0/0", "rx1");
        bench.idle(500);
        assertThat(bench.outcomes()).isEmpty();
        bench.sent("cam0/0");
        bench.idle(100);
        assertThat(bench.outcomes()).containsExactly("SCORED cam0/0>rx1");
    }

    @Test
    void a_frame_never_received_is_missing_though_all_has_fallen_silent() {
        bench.sent("cam0/0");
        bench.idle(900);
        assertThat(bench.outcomes()).isEmpty();
        bench.idle(300);
        FrameScore missing = bench.scores().get(0);
        assertThat(missing.getOutcome()).isEqualTo(Outcome.MISSING);
        assertThat(missing.getReason()).isEqualTo("not received within 1000 ms");
        assertThat(missing.getTags()).containsEntry("codec", "none");
        bench.idle(20_000);
        assertThat(bench.outcomes()).isEmpty();
    }

    @Test
    void a_frame_is_missing_by_the_time_of_records_though_the_wall_clock_stands() {
        bench.pipe(bench.frame("cam0/0", null), -60_000);
        bench.pipe(bench.frame("cam0/1", "rx1"), -59_500);
        bench.pipe(bench.frame("cam0/1", null), -58_900);
        // The received side has only come to -59.5 s.
        assertThat(bench.outcomes()).containsExactly("SCORED cam0/1>rx1");
        bench.pipe(bench.frame("cam0/1", "rx1"), -58_800);
        assertThat(bench.outcomes().get(0)).isEqualTo("MISSING cam0/0>rx1");
    }

    @Test
    void a_backlog_without_any_received_frame_goes_missing_once_that_side_has_been_silent() {
        bench.pipe(bench.frame("cam0/0", null), -60_000);
        bench.pipe(bench.frame("cam0/1", null), -50_000);
        assertThat(bench.outcomes()).isEmpty();
        bench.idle(1200);
        assertThat(bench.outcomes()).containsExactly("MISSING cam0/0>rx1", "MISSING cam0/1>rx1");
    }

    @Test
    void a_frame_received_but_never_sent_is_an_orphan() {
        bench.received("cam0/0", "rx1");
        bench.idle(1200);
        assertThat(bench.outcomes()).containsExactly("ORPHAN cam0/0>rx1");
        bench.idle(20_000);
        assertThat(bench.outcomes()).isEmpty();
    }

    @Test
    void what_is_received_again_is_a_duplicate_as_long_as_the_frame_is_remembered() {
        bench.sent("cam0/0");
        bench.received("cam0/0", "rx1");
        bench.received("cam0/0", "rx1");
        bench.idle(3000);
        bench.received("cam0/0", "rx1");
        assertThat(bench.outcomes())
                .containsExactly("SCORED cam0/0>rx1", "DUPLICATE cam0/0>rx1", "DUPLICATE cam0/0>rx1");
    }

    @Test
    void what_is_received_twice_before_it_is_sent_is_one_pair_and_a_duplicate() {
        bench.received("cam0/0", "rx1");
        bench.received("cam0/0", "rx1");
        bench.sent("cam0/0");
        bench.idle(100);
        assertThat(bench.outcomes()).containsExactly("DUPLICATE cam0/0>rx1", "SCORED cam0/0>rx1");
    }

    @Test
    void what_is_received_after_its_outcome_is_late_and_then_a_duplicate() {
        bench.sent("cam0/0");
        bench.idle(2000);
        bench.received("cam0/0", "rx1");
        bench.idle(1000);
        bench.received("cam0/0", "rx1");
        bench.idle(20_000);
        assertThat(bench.outcomes()).containsExactly("MISSING cam0/0>rx1", "LATE cam0/0>rx1", "DUPLICATE cam0/0>rx1");
    }

    @Test
    void what_is_received_when_its_wait_has_just_ended_is_missing_and_late() {
        bench.sent("cam0/0");
        // Its slice of time is not over yet, so it is the reception that ends the wait.
        bench.idle(1100);
        bench.received("cam0/0", "rx1");
        bench.idle(2000);
        assertThat(bench.outcomes()).containsExactly("MISSING cam0/0>rx1", "LATE cam0/0>rx1");
    }

    @Test
    void an_orphan_that_comes_again_is_a_duplicate() {
        bench.received("cam0/0", "rx1");
        bench.idle(2000);
        bench.received("cam0/0", "rx1");
        assertThat(bench.outcomes()).containsExactly("ORPHAN cam0/0>rx1", "DUPLICATE cam0/0>rx1");
    }

    @Test
    void a_frame_sent_after_its_picture_was_called_an_orphan_is_missing() {
        bench.received("cam0/0", "rx1");
        bench.idle(2000);
        bench.sent("cam0/0");
        bench.idle(1000);
        bench.received("cam0/0", "rx1");
        bench.idle(5000);
        assertThat(bench.outcomes()).containsExactly("ORPHAN cam0/0>rx1", "MISSING cam0/0>rx1", "DUPLICATE cam0/0>rx1");
    }

    @Test
    void a_frame_sent_twice_counts_once_and_the_second_is_a_dead_letter() {
        bench.sent("cam0/0");
        bench.sent("cam0/0");
        bench.received("cam0/0", "rx1");
        bench.idle(3000);
        bench.sent("cam0/0");
        assertThat(bench.outcomes()).containsExactly("SCORED cam0/0>rx1");
        assertThat(bench.deadLetterReasons())
                .hasSize(2)
                .allSatisfy(reason -> assertThat(reason).startsWith("sent-twice: frame cam0/0 was sent before"));
    }

    @Test
    void a_frame_is_new_again_once_it_is_forgotten() {
        bench.sent("cam0/0");
        bench.received("cam0/0", "rx1");
        bench.idle(12_000);
        assertThat(bench.stored(StoreNames.FRAMES)).isZero();
        bench.sent("cam0/0");
        bench.received("cam0/0", "rx1");
        bench.idle(100);
        assertThat(bench.outcomes()).containsExactly("SCORED cam0/0>rx1", "SCORED cam0/0>rx1");
    }

    @Test
    void a_frame_has_one_outcome_for_each_declared_receiver() {
        with("links", "cam0>rx1,cam0>rx2,cam0>rx3");
        bench.sent("cam0/0");
        bench.received("cam0/0", "rx2");
        bench.received("cam0/0", "rx3");
        bench.idle(2000);
        assertThat(bench.outcomes())
                .containsExactlyInAnyOrder("SCORED cam0/0>rx2", "SCORED cam0/0>rx3", "MISSING cam0/0>rx1");
    }

    @Test
    void a_receiver_that_is_not_declared_is_a_dead_letter() {
        bench.sent("cam0/0");
        bench.received("cam0/0", "rx9");
        bench.received("cam0/0", "rx1");
        bench.idle(2000);
        assertThat(bench.outcomes()).containsExactly("SCORED cam0/0>rx1");
        assertThat(bench.deadLetterReasons())
                .containsExactly("undeclared-link: the setting links declares links of stream cam0, but not cam0>rx9");
    }

    @Test
    void a_link_is_discovered_by_its_first_pair_and_then_owes_outcomes() {
        with();
        bench.sent("cam0/0");
        bench.sent("cam0/1");
        bench.received("cam0/1", "rx1");
        bench.idle(1500);
        // Frame 0 was still waiting when the link was discovered.
        assertThat(bench.outcomes()).containsExactlyInAnyOrder("SCORED cam0/1>rx1", "MISSING cam0/0>rx1");
        bench.sent("cam0/2");
        bench.idle(1500);
        assertThat(bench.outcomes()).containsExactly("MISSING cam0/2>rx1");
        bench.sent("cam7/0");
        bench.idle(20_000);
        assertThat(bench.outcomes()).isEmpty();
        assertThat(bench.metrics.unlinked()).isEqualTo(1);
    }

    @Test
    void a_stray_reception_makes_no_link() {
        with();
        bench.received("cam0/7", "rx9");
        bench.idle(1500);
        bench.sent("cam0/8");
        bench.idle(1500);
        assertThat(bench.outcomes()).containsExactly("ORPHAN cam0/7>rx9");
    }

    @Test
    void a_discovered_link_is_known_after_a_restart_and_owes_nothing_for_earlier_frames() {
        with();
        bench.sent("cam0/0");
        bench.idle(1500);
        bench.sent("cam0/1");
        bench.received("cam0/1", "rx1");
        bench.idle(100);
        bench.restart();
        bench.sent("cam0/2");
        bench.idle(3000);
        assertThat(bench.outcomes()).containsExactly("MISSING cam0/2>rx1");
    }

    @Test
    void a_picture_that_comes_late_on_a_link_never_seen_before_is_missing_and_late() {
        with();
        bench.sent("cam0/0");
        bench.idle(2000);
        bench.received("cam0/0", "rx1");
        bench.idle(2000);
        assertThat(bench.outcomes()).containsExactly("MISSING cam0/0>rx1", "LATE cam0/0>rx1");
    }

    @Test
    void a_late_receiver_can_still_be_discovered_while_the_frame_waits() {
        with();
        bench.sent("cam0/0");
        bench.received("cam0/0", "rx1");
        bench.idle(800);
        bench.received("cam0/0", "rx2");
        bench.idle(2000);
        assertThat(bench.outcomes()).containsExactly("SCORED cam0/0>rx1", "SCORED cam0/0>rx2");
    }

    @Test
    void a_frame_waits_on_across_a_restart_though_nothing_comes_any_more() {
        bench.sent("cam0/0");
        bench.received("cam0/1", "rx1");
        bench.idle(500);
        bench.restart();
        bench.idle(7000);
        assertThat(bench.outcomes()).containsExactlyInAnyOrder("MISSING cam0/0>rx1", "ORPHAN cam0/1>rx1");
        bench.restart();
        bench.idle(30_000);
        assertThat(bench.outcomes()).isEmpty();
        assertThat(bench.stored(StoreNames.FRAMES)).isZero();
    }

    @Test
    void a_backlog_is_waited_for_in_its_own_time_however_long_it_takes() {
        for (int i = 0; i < 20; i++) {
            bench.pipe(bench.frame("cam0/" + i, null), -60_000 + i * 100);
            // Working off one frame takes longer than the wait would allow by the wall clock.
            bench.tick(90);
            bench.pipe(bench.frame("cam0/" + i, "rx1"), -60_000 + i * 100 + 50);
            bench.tick(90);
        }
        assertThat(bench.outcomes()).hasSize(20).allMatch(outcome -> outcome.startsWith("SCORED"));
    }

    @Test
    void frames_whose_partners_are_fetched_later_are_not_missing_however_far_the_sent_side_runs_ahead() {
        bench.pipe(bench.frame("cam0/0", "rx1"), -60_000);
        for (int i = 0; i < 50; i++) {
            bench.pipe(bench.frame("cam0/" + i, null), -60_000 + i * 100);
        }
        bench.idle(200);
        for (int i = 1; i < 50; i++) {
            bench.pipe(bench.frame("cam0/" + i, "rx1"), -60_000 + i * 100 + 20);
        }
        bench.idle(200);
        assertThat(bench.outcomes()).hasSize(50).allMatch(outcome -> outcome.startsWith("SCORED"));
    }

    @Test
    void a_timestamp_from_the_future_ends_nobodys_wait() {
        bench.sent("cam0/0");
        bench.pipe(bench.frame("cam0/1", null), 3_000_000_000L);
        bench.idle(500);
        assertThat(bench.outcomes()).isEmpty();
        bench.received("cam0/0", "rx1");
        bench.received("cam0/1", "rx1");
        bench.idle(2000);
        assertThat(bench.outcomes()).containsExactlyInAnyOrder("SCORED cam0/0>rx1", "SCORED cam0/1>rx1");
    }

    @Test
    void a_clock_that_leaps_back_neither_loses_nor_doubles_an_outcome() {
        bench.sent("cam0/0");
        bench.idle(600);
        bench.restartWithClockSetBack(3_600_000);
        bench.sent("cam0/1");
        bench.idle(600);
        bench.received("cam0/1", "rx1");
        for (int i = 2; i < 60; i++) {
            bench.sent("cam0/" + i);
            bench.idle(50);
        }
        bench.idle(3000);
        List<String> outcomes = bench.outcomes();
        assertThat(outcomes).doesNotHaveDuplicates().hasSize(60).contains("SCORED cam0/1>rx1");
    }

    @Test
    void frames_of_a_busy_stream_go_missing_in_time_after_the_clock_was_set_back() {
        bench.sent("cam0/0");
        bench.restartWithClockSetBack(3_600_000);
        for (int i = 1; i <= 100; i++) {
            bench.sent("cam0/" + i);
            bench.idle(50);
        }
        // 5 s on, what came in the first 2 s is long due, though every record is an hour behind.
        assertThat(bench.outcomes()).hasSizeGreaterThan(40).doesNotHaveDuplicates();
    }

    @Test
    void an_outcome_names_link_frame_time_and_tags_of_both_sides() {
        bench.sent("cam0/7");
        bench.received("cam0/7", "rx1");
        bench.idle(100);
        FrameScore score = bench.scores().get(0);
        assertThat(score.getStream()).isEqualTo("cam0");
        assertThat(score.getReceiver()).isEqualTo("rx1");
        assertThat(score.getSequence()).isEqualTo(7);
        assertThat(score.getCapturedAt().toEpochMilli()).isEqualTo(MonitorBench.START + 7);
        assertThat(score.getTags()).containsEntry("codec", "none").containsEntry("side", "received");
        assertThat(score.getScore()).isEqualTo(.5);
        assertThat(score.getBundle().getName()).isEqualTo("fake");
        assertThat(score.getProfile()).isEqualTo("paper");
        assertThat(score.getMetrics()).containsEntry("psnr", 30.0);
        assertThat(score.getMetricBundles()).containsOnly(entry("lpips", new Bundle("alex", "3", "cd")));
        assertThat(score.getCalibration()).isEqualTo("0123456789ab");
    }

    @Test
    void scores_are_keyed_by_link() {
        bench.sent("cam0/0");
        bench.idle(1500);
        assertThat(bench.scoreKeys()).containsExactly("cam0>rx1");
    }
}
