package io.sessmonitor.deploy.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.schemas.Alert;
import io.sessmonitor.schemas.AlertSeverity;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BacklogTest {

    private final Backlog backlog = new Backlog(new WebhookReceiver(URI.create("http://here/"), false));
    private long offset;

    private void take(Alert... alerts) {
        for (Alert alert : alerts) {
            backlog.take(0, offset++, 0, alert);
        }
        backlog.advance(0, offset);
    }

    /** What is delivered when everything is taken; rule and state. */
    private List<String> drain() {
        List<String> all = new ArrayList<>();
        for (Backlog.Item item; (item = backlog.next()) != null; backlog.done()) {
            all.add(item.alert().getRule() + " " + item.alert().getState());
        }
        return all;
    }

    @Test
    void what_was_delivered_before_a_restart_only_says_what_fires() {
        backlog.begin(0, 3, false);
        take(Alerts.firing("a"), Alerts.firing("b"));
        assertThat(backlog.upToDate()).isFalse();
        assertThat(backlog.committable(0)).isEmpty();
        take(Alerts.resolved("a"), Alerts.firing("c"));
        assertThat(backlog.upToDate()).isTrue();
        assertThat(backlog.firing()).extracting(Alert::getRule).containsExactly("b", "c");
        assertThat(drain()).containsExactly("c FIRING");
        assertThat(backlog.committable(0)).isEqualTo(OptionalLong.of(4));
    }

    @Test
    void a_target_that_is_new_is_told_of_what_fires_and_then_of_what_follows() {
        backlog.begin(0, 4, true);
        take(Alerts.firing("a"), Alerts.firing("b"), Alerts.resolved("a"), Alerts.pending("d"));
        take(Alerts.resolved("b"), Alerts.firing("c"));
        assertThat(backlog.committable(0)).as("not introduced yet").isEmpty();
        assertThat(drain()).containsExactly("b FIRING", "b RESOLVED", "c FIRING");
        assertThat(backlog.committable(0)).isEqualTo(OptionalLong.of(6));
    }

    @Test
    void a_new_target_is_introduced_even_when_the_rest_comes_in_the_same_batch() {
        backlog.begin(0, 1, true);
        take(Alerts.firing("a"), Alerts.resolved("a"));
        assertThat(drain()).containsExactly("a FIRING", "a RESOLVED");
    }

    @Test
    void only_what_is_delivered_is_committed() {
        backlog.begin(0, 0, false);
        backlog.begin(1, 0, false);
        take(Alerts.firing("a"), Alerts.pending("x"), Alerts.firing("b"));
        backlog.advance(1, 7);
        assertThat(backlog.committable(0)).isEqualTo(OptionalLong.of(0));
        backlog.done();
        assertThat(backlog.committable(0)).isEqualTo(OptionalLong.of(2));
        assertThat(backlog.committable(1)).isEqualTo(OptionalLong.of(7));
    }

    @Test
    void what_fails_lets_others_go_first_but_not_what_follows_of_its_own() {
        backlog.begin(0, 0, false);
        take(Alerts.firing("a"), Alerts.firing("b"), Alerts.resolved("a"), Alerts.firing("c"));
        backlog.postpone();
        assertThat(backlog.committable(0)).isEqualTo(OptionalLong.of(0));
        assertThat(drain()).containsExactly("b FIRING", "c FIRING", "a FIRING", "a RESOLVED");
    }

    @Test
    void an_end_has_the_labels_of_its_beginning() {
        backlog.begin(0, 0, false);
        take(Alerts.firing("a"), Alerts.ended("a"), Alerts.ended("never-seen"));
        backlog.done();
        assertThat(backlog.next().alert().getLabels()).isEqualTo(Map.of("team", "link"));
        assertThat(backlog.next().alert().getSeverity()).isEqualTo(AlertSeverity.CRITICAL);
        backlog.done();
        assertThat(backlog.next().alert().getSeverity()).isEqualTo(AlertSeverity.INFO);
    }

    @Test
    void what_only_was_pending_is_told_to_those_who_want_it() {
        Alert over = Alerts.resolved("a", null, Alerts.SINCE);
        backlog.begin(0, 0, false);
        take(Alerts.pending("a"), over);
        assertThat(drain()).isEmpty();
        Backlog curious = new Backlog(new WebhookReceiver(URI.create("http://here/"), true));
        curious.begin(0, 0, false);
        curious.take(0, 0, 0, Alerts.pending("a"));
        curious.take(0, 1, 0, over);
        assertThat(curious.waiting()).isEqualTo(2);
    }

    @Test
    void a_partition_that_is_given_up_takes_its_alerts_along() {
        backlog.begin(0, 0, false);
        backlog.begin(1, 0, false);
        take(Alerts.firing("a"));
        backlog.take(1, 0, 0, Alerts.firing("b"));
        backlog.forget(List.of(0));
        assertThat(drain()).containsExactly("b FIRING");
        assertThat(backlog.firing()).extracting(Alert::getRule).containsExactly("b");
        assertThat(backlog.committable(0)).isEmpty();
    }

    /**
     * The law of at least once: whatever fails, whenever the process is killed and begun again from what was committed, every
     * change of state is delivered, and those of one rule are delivered first in their order.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nothing_is_lost_over_restarts(long seed) {
        Random random = new Random(seed);
        List<Alert> log = new ArrayList<>();
        String[] rules = {"a", "b", "c"};
        boolean[] firing = new boolean[rules.length];
        for (int i = 0; i < 200; i++) {
            int rule = random.nextInt(rules.length);
            log.add(firing[rule] ? Alerts.resolved(rules[rule]) : Alerts.firing(rules[rule]));
            firing[rule] = !firing[rule];
        }
        List<Long> delivered = new ArrayList<>();
        long committed = 0;
        while (committed < log.size()) {
            Backlog life = new Backlog(new WebhookReceiver(URI.create("http://here/"), false));
            life.begin(0, committed, false);
            long read = 0;
            for (int steps = random.nextInt(400); steps >= 0 && committed < log.size(); steps--) {
                if (random.nextBoolean() && read < log.size()) {
                    life.take(0, read, 0, log.get((int) read));
                    life.advance(0, ++read);
                } else if (life.next() != null) {
                    if (random.nextInt(3) == 0) {
                        life.postpone();
                    } else {
                        delivered.add(life.next().offset());
                        life.done();
                    }
                }
                if (random.nextInt(5) == 0 && life.committable(0).isPresent()) {
                    committed = life.committable(0).getAsLong();
                }
            }
        }
        for (String rule : rules) {
            List<Long> expected = new ArrayList<>();
            for (long i = 0; i < log.size(); i++) {
                if (log.get((int) i).getRule().equals(rule)) {
                    expected.add(i);
                }
            }
            assertThat(delivered.stream().filter(expected::contains).distinct().toList())
                    .isEqualTo(expected);
        }
    }
}
