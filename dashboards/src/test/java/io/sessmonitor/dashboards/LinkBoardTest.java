package io.sessmonitor.dashboards;

import static io.sessmonitor.dashboards.Scores.outcome;
import static io.sessmonitor.dashboards.Scores.scored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import org.junit.jupiter.api.Test;

class LinkBoardTest {

    private final LinkBoard board = new LinkBoard();

    @Test
    void a_link_shows_its_last_mean_lowest_and_5_percent_score() {
        for (int i = 1; i <= 100; i++) {
            board.accept(scored("rx", i, i / 100.0));
        }
        LinkState.Score score = board.links().get(0).score();
        assertThat(score.now()).isEqualTo(1.0);
        assertThat(score.mean()).isEqualTo(0.505, within(1e-9));
        assertThat(score.min()).isEqualTo(0.01);
        assertThat(score.p05()).isEqualTo(0.05);
    }

    @Test
    void outcomes_without_a_score_are_counted_and_leave_the_score_alone() {
        board.accept(scored("rx", 1, 0.9));
        board.accept(outcome("rx", 2, Outcome.MISSING, "not received within 5 s"));
        LinkState link = board.links().get(0);
        assertThat(link.outcomes())
                .containsEntry("SCORED", 1L)
                .containsEntry("MISSING", 1L)
                .containsEntry("LATE", 0L);
        assertThat(link.score().mean()).isEqualTo(0.9);
        assertThat(link.lastReason()).isEqualTo("not received within 5 s");
        assertThat(link.recent().get(1).score()).isNull();
    }

    @Test
    void a_link_that_never_scored_has_no_score() {
        board.accept(outcome("rx", 1, Outcome.MISSING, null));
        assertThat(board.links().get(0).score()).isNull();
    }

    @Test
    void the_objects_whose_losses_cost_most_come_first() {
        board.accept(scored("rx", 1, 0.5, "person", "sky"));
        board.accept(scored("rx", 2, 0.5, "person"));
        assertThat(board.links().get(0).mostLost())
                .extracting(LinkState.LostObject::name)
                .containsExactly("person", "sky");
    }

    @Test
    void objects_the_bundle_could_name_come_before_places() {
        FrameScore score = scored("rx", 1, 0.5, "large region, left", "person");
        score.getExplanation().getObjects().get(1).setConfidence(0.8);
        score.getExplanation().getObjects().get(0).setCost(0.5);
        board.accept(score);
        assertThat(board.links().get(0).mostLost())
                .extracting(LinkState.LostObject::name)
                .containsExactly("person", "large region, left");
    }

    @Test
    void links_are_listed_in_alphabetic_order() {
        board.accept(scored("b", 1, 1));
        board.accept(scored("a", 1, 1));
        assertThat(board.links()).extracting(LinkState::link).containsExactly("cam0>a", "cam0>b");
    }

    @Test
    void more_links_than_the_bound_are_counted_together() {
        for (int i = 0; i < LinkBoard.MAX_LINKS + 50; i++) {
            board.accept(scored("rx" + i, 1, 1));
        }
        assertThat(board.links()).hasSize(LinkBoard.MAX_LINKS + 1).anySatisfy(l -> {
            assertThat(l.link()).isEqualTo(LinkBoard.OTHER_LINKS);
            assertThat(l.outcomes()).containsEntry("SCORED", 50L);
        });
    }

    @Test
    void names_of_lost_objects_are_bounded_and_the_dear_ones_stay() {
        for (int i = 0; i < 10; i++) {
            board.accept(scored("rx", i, 0.5, "person"));
        }
        for (int i = 0; i < 1000; i++) {
            board.accept(scored("rx", 10 + i, 0.5, "object " + i));
        }
        assertThat(board.links().get(0).mostLost().get(0).name()).isEqualTo("person");
        assertThat(board.links().get(0).mostLost()).hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void who_waits_for_a_change_is_told_at_once_when_one_has_happened_and_after_the_time_when_not() throws Exception {
        long seen = board.version();
        assertThat(board.awaitChange(seen, 1)).isEqualTo(seen);
        board.accept(scored("rx", 1, 1));
        assertThat(board.awaitChange(seen, 60_000)).isNotEqualTo(seen);
    }
}
