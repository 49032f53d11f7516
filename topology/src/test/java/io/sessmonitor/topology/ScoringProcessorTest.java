package io.sessmonitor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.frame.ScoreCodec;
import io.sessmonitor.scorer.ScoreOutcome;
import io.sessmonitor.scorer.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of complete pairs, with a scorer that answers by hand. */
class ScoringProcessorTest {

    private MonitorBench bench = new MonitorBench("links", "cam0>rx1");

    @AfterEach
    void close() {
        bench.close();
    }

    private void with(String... settings) {
        bench.close();
        bench = new MonitorBench(settings);
    }

    private void pair(int sequence) {
        bench.sent("cam0/" + sequence);
        bench.received("cam0/" + sequence, "rx1");
    }

    @Test
    void answers_are_published_in_whatever_order_they_come() {
        bench.scorer.byHand();
        pair(0);
        pair(1);
        bench.scorer.answer(1);
        bench.idle(50);
        assertThat(bench.outcomes()).containsExactly("SCORED cam0/1>rx1");
        bench.scorer.answerAll();
        bench.idle(50);
        assertThat(bench.outcomes()).containsExactly("SCORED cam0/0>rx1");
        assertThat(bench.stored(StoreNames.WAITING_PAIRS)).isZero();
    }

    @Test
    void a_pair_in_work_when_the_task_ends_is_scored_once_by_its_successor() {
        bench.scorer.byHand();
        pair(0);
        bench.restart();
        // The answer to the old task comes, and nobody takes it.
        bench.scorer.answerAll();
        bench.idle(50);
        assertThat(bench.outcomes()).isEmpty();
        bench.scorer.answerAll();
        bench.idle(50);
        assertThat(bench.outcomes()).containsExactly("SCORED cam0/0>rx1");
        assertThat(bench.scorer.accepted()).containsExactly("cam0/0", "cam0/0");
        bench.idle(3000);
        assertThat(bench.outcomes()).isEmpty();
    }

    @Test
    void the_same_pair_gives_the_same_bytes_and_only_its_header_says_how_long_it_took() {
        List<TestRecord<byte[], byte[]>> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            with("links", "cam0>rx1");
            long micros = 100 + run;
            bench.scorer.answering(pair -> FakeScorer.scored(.5, micros));
            pair(0);
            bench.idle(50);
            runs.addAll(bench.scoreRecords());
        }
        assertThat(runs).hasSize(2);
        assertThat(runs.get(1).value()).isEqualTo(runs.get(0).value());
        assertThat(runs)
                .extracting(run -> MonitorBench.header(run, ScoreCodec.TIMINGS))
                .containsExactly("match=100", "match=101");
    }

    @Test
    void a_picture_is_read_again_when_it_is_no_longer_in_memory() {
        with("links", "cam0>rx1", "payload.cache.bytes", "0");
        pair(0);
        bench.idle(50);
        assertThat(bench.outcomes()).containsExactly("SCORED cam0/0>rx1");
        assertThat(bench.metrics.payloadReads()).isEqualTo(1);
    }

    @Test
    void with_the_last_pair_of_a_frame_its_pictures_leave_the_memory() {
        with("links", "cam0>rx1,cam0>rx2");
        bench.sent("cam0/0");
        bench.received("cam0/0", "rx2");
        assertThat(bench.cachedBytes()).isEqualTo("cam0/0".length());
        bench.received("cam0/0", "rx1");
        assertThat(bench.cachedBytes()).isZero();

        bench.received("cam0/1", "rx1");
        bench.received("cam0/1", "rx2");
        bench.sent("cam0/1");
        assertThat(bench.cachedBytes()).isZero();
        assertThat(bench.outcomes()).hasSize(4).allMatch(outcome -> outcome.startsWith("SCORED"));
        assertThat(bench.metrics.payloadReads()).isZero();
    }

    @Test
    void a_sent_picture_stays_in_memory_for_the_pairs_that_still_wait_or_may_come() {
        with("links", "cam0>rx1,cam0>rx2");
        bench.scorer.byHand().capacity(1);
        for (int i = 0; i < 5; i++) {
            pair(i);
            bench.received("cam0/" + i, "rx2");
        }
        bench.scorer.atOnce().capacity(10);
        bench.scorer.answerAll();
        bench.idle(50);
        assertThat(bench.outcomes()).hasSize(10).doesNotHaveDuplicates();
        assertThat(bench.metrics.payloadReads()).isZero();

        with("links", "");
        pair(0);
        assertThat(bench.cachedBytes()).isPositive();
        bench.received("cam0/0", "rx2");
        bench.idle(50);
        assertThat(bench.metrics.payloadReads()).isZero();
    }

    @Test
    void a_picture_that_is_no_longer_in_its_topic_fails_with_that_reason() {
        with("links", "cam0>rx1", "payload.cache.bytes", "0");
        bench.sent("cam0/0");
        bench.log.clear();
        bench.received("cam0/0", "rx1");
        bench.idle(50);
        FrameScore failed = bench.scores().get(0);
        assertThat(failed.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(failed.getReason()).isEqualTo("sent picture: no longer there");
    }

    @Test
    void a_picture_that_cannot_be_decoded_names_its_side_and_why() {
        bench.scorer.answering(pair -> new ScoreOutcome.Undecodable(Side.RECEIVED, "cut off after 3 bytes"));
        pair(0);
        bench.idle(50);
        FrameScore bad = bench.scores().get(0);
        assertThat(bad.getOutcome()).isEqualTo(Outcome.UNDECODABLE);
        assertThat(bad.getReason()).isEqualTo("received picture: cut off after 3 bytes");
        assertThat(bad.getScore()).isNull();
    }

    @Test
    void an_answer_of_failure_is_an_outcome_like_any_other() {
        bench.scorer.answering(pair -> new ScoreOutcome.Failed("out of memory"));
        pair(0);
        bench.idle(50);
        assertThat(bench.scores().get(0).getReason()).isEqualTo("out of memory");
    }

    @Test
    void a_scorer_that_throws_fails_that_pair_only() {
        AtomicInteger calls = new AtomicInteger();
        bench.scorer.answering(pair -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("broken");
            }
            return FakeScorer.scored(1);
        });
        pair(0);
        pair(1);
        bench.idle(50);
        assertThat(bench.outcomes()).containsExactly("FAILED cam0/0>rx1", "SCORED cam0/1>rx1");
    }

    @Test
    void an_answer_that_is_an_exception_fails_that_pair_only() {
        bench.scorer.byHand();
        pair(0);
        pair(1);
        bench.scorer.fail(0, new IllegalStateException("worker gone"));
        bench.scorer.answerAll();
        bench.idle(50);
        List<FrameScore> scores = bench.scores();
        assertThat(scores).extracting(FrameScore::getOutcome).containsExactly(Outcome.FAILED, Outcome.SCORED);
        assertThat(scores.get(0).getReason()).isEqualTo("scorer: java.lang.IllegalStateException: worker gone");
    }

    @Test
    void a_scorer_that_never_answers_fails_the_pair_after_the_timeout() {
        with("links", "cam0>rx1", "scoring.timeout", "3s");
        bench.scorer.byHand();
        pair(0);
        bench.idle(2900);
        assertThat(bench.outcomes()).isEmpty();
        bench.idle(300);
        FrameScore failed = bench.scores().get(0);
        assertThat(failed.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(failed.getReason()).isEqualTo("the scorer gave no answer within 3000 ms");
        bench.scorer.answerAll();
        bench.idle(100);
        assertThat(bench.outcomes()).isEmpty();
    }

    @Test
    void when_the_scorer_is_full_the_consumer_is_held_back_until_answers_come() {
        bench.scorer.byHand().capacity(1);
        AtomicInteger rests = new AtomicInteger();
        bench.whileResting = () -> {
            rests.incrementAndGet();
            bench.scorer.answerAll();
        };
        for (int i = 0; i < 40; i++) {
            pair(i);
        }
        // One in the scorer's hands and 32 in the backlog are taken without rest.
        assertThat(rests).hasValue(7);
        bench.scorer.atOnce();
        bench.scorer.answerAll();
        bench.idle(50);
        assertThat(bench.outcomes()).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    void a_full_scorer_that_never_answers_holds_a_record_back_for_a_bounded_time_only() {
        bench.scorer.byHand().capacity(0);
        AtomicInteger rests = new AtomicInteger();
        bench.whileResting = rests::incrementAndGet;
        for (int i = 0; i < 60; i++) {
            pair(i);
        }
        assertThat(rests).hasValue(500);
        bench.tick(50);
        pair(60);
        assertThat(rests).hasValue(1000);
        assertThat(bench.stored(StoreNames.WAITING_PAIRS)).isEqualTo(61);
        bench.scorer.capacity(Integer.MAX_VALUE).atOnce();
        bench.idle(50);
        assertThat(bench.outcomes()).hasSize(61).doesNotHaveDuplicates();
    }

    @Test
    void ten_minutes_of_a_full_scorer_that_is_silent_cost_only_what_it_had_in_its_hands() {
        with("links", "cam0>rx1", "scoring.timeout", "2m");
        bench.scorer.byHand().capacity(8);
        for (int minute = 0; minute < 10; minute++) {
            for (int i = 0; i < 6; i++) {
                pair(minute * 6 + i);
                bench.idle(10_000);
            }
        }
        assertThat(bench.stored(StoreNames.WAITING_PAIRS)).isEqualTo(60 - 8);
        bench.scorer.capacity(Integer.MAX_VALUE).atOnce();
        bench.scorer.answerAll();
        bench.idle(1000);
        List<String> outcomes = bench.outcomes();
        assertThat(outcomes).hasSize(60).doesNotHaveDuplicates();
        assertThat(outcomes).filteredOn(outcome -> outcome.startsWith("FAILED")).hasSize(8);
        assertThat(outcomes).filteredOn(outcome -> outcome.startsWith("SCORED")).hasSize(52);
    }

    @Test
    void a_pair_larger_than_the_scorer_ever_takes_fails_instead_of_blocking_all_others() {
        with("links", "cam0>rx1", "scoring.max-bytes", "10");
        bench.scorer.capacity(0);
        pair(0);
        bench.idle(50);
        assertThat(bench.scores().get(0).getReason())
                .isEqualTo("the pair has 16 bytes, more than scoring.max-bytes, 10");
    }

    @Test
    void the_store_holds_a_pair_until_its_score_is_out() {
        bench.scorer.byHand();
        pair(0);
        assertThat(bench.stored(StoreNames.WAITING_PAIRS)).isEqualTo(1);
        bench.scorer.answerAll();
        bench.idle(50);
        assertThat(List.of(
                        bench.stored(StoreNames.WAITING_PAIRS), bench.outcomes().size()))
                .containsExactly(0, 1);
    }
}
