package io.sessmonitor.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.schemas.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutcomeLedgerTest {

    private final OutcomeLedger ledger = new OutcomeLedger("camera", List.of("near", "far"));

    @Test
    void one_outcome_for_each_frame_on_each_link_is_in_order() {
        for (int i = 0; i < 3; i++) {
            ledger.scored(Scores.of("near", i, Outcome.SCORED));
            ledger.scored(Scores.of("far", i, i == 1 ? Outcome.MISSING : Outcome.SCORED));
        }
        assertThat(ledger.open(3)).isZero();
        assertThat(ledger.problems(3)).isEmpty();
        assertThat(ledger.outcomes("far")).containsEntry(Outcome.SCORED, 2L).containsEntry(Outcome.MISSING, 1L);
    }

    @Test
    void a_frame_without_outcome_is_named() {
        ledger.scored(Scores.of("near", 0, Outcome.SCORED));
        ledger.scored(Scores.of("near", 1, Outcome.SCORED));
        ledger.scored(Scores.of("far", 1, Outcome.SCORED));
        assertThat(ledger.open(2)).isEqualTo(1);
        assertThat(ledger.problems(2)).containsExactly("camera>far: no outcome for frame 0");
    }

    @Test
    void a_second_outcome_is_named() {
        OutcomeLedger one = new OutcomeLedger("camera", List.of("near"));
        one.scored(Scores.of("near", 0, Outcome.SCORED));
        one.scored(Scores.of("near", 0, Outcome.MISSING));
        assertThat(one.problems(1)).containsExactly("camera>near: more than one outcome for frame 0");
    }

    @Test
    void an_outcome_of_a_frame_that_was_never_sent_is_named() {
        OutcomeLedger one = new OutcomeLedger("camera", List.of("near"));
        one.scored(Scores.of("near", 0, Outcome.SCORED));
        one.scored(Scores.of("near", 7, Outcome.SCORED));
        assertThat(one.problems(1)).containsExactly("camera>near: an outcome but never sent: frame 7");
    }

    @ParameterizedTest
    @EnumSource(names = {"ORPHAN", "DUPLICATE", "LATE"})
    void what_became_of_surplus_pictures_closes_no_frame(Outcome outcome) {
        OutcomeLedger one = new OutcomeLedger("camera", List.of("near"));
        one.scored(Scores.of("near", 0, outcome));
        assertThat(one.open(1)).isEqualTo(1);
        one.scored(Scores.of("near", 0, Outcome.SCORED));
        assertThat(one.problems(1)).isEmpty();
        assertThat(one.outcomes("near")).containsEntry(outcome, 1L);
    }

    @Test
    void other_streams_are_not_in_these_books() {
        ledger.scored(Scores.of("elsewhere", "near", 0, Outcome.SCORED));
        assertThat(ledger.open(1)).isEqualTo(2);
        assertThat(ledger.outcomes("near")).isEmpty();
    }

    @Test
    void an_undeclared_receiver_shows_in_the_books() {
        OutcomeLedger one = new OutcomeLedger("camera", List.of("near"));
        one.scored(Scores.of("near", 0, Outcome.SCORED));
        one.scored(Scores.of("near", 1, Outcome.SCORED));
        one.scored(Scores.of("stranger", 0, Outcome.SCORED));
        assertThat(one.problems(2)).containsExactly("camera>stranger: no outcome for frame 1");
    }

    @Test
    void many_problems_are_cut_short() {
        OutcomeLedger one = new OutcomeLedger("camera", List.of("near"));
        assertThat(one.problems(30))
                .containsExactly("camera>near: no outcome for frame 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 20 more");
    }

    @Test
    void waiting_ends_with_the_last_outcome_or_with_its_time() throws Exception {
        OutcomeLedger one = new OutcomeLedger("camera", List.of("near"));
        assertThat(one.awaitClosed(1, Duration.ofMillis(1))).isFalse();
        CompletableFuture<Void> outcome =
                CompletableFuture.runAsync(() -> one.scored(Scores.of("near", 0, Outcome.SCORED)));
        assertThat(one.awaitClosed(1, Duration.ofMinutes(1))).isTrue();
        outcome.join();
    }
}
