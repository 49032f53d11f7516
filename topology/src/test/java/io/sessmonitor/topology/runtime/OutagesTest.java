package io.sessmonitor.topology.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OutagesTest {

    private static final TopicPartition ONE = new TopicPartition("sent", 0);
    private static final TopicPartition OTHER = new TopicPartition("sent", 1);
    private static final Set<TopicPartition> BOTH = Set.of(ONE, OTHER);
    private static final Set<TopicPartition> NONE = Set.of();

    // So that it passes what a long can hold, as a clock of nanoseconds may.
    private long now = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();
    private final Outages outages = new Outages(() -> now);

    @Test
    void a_log_is_away_until_its_producers_will_have_noticed_that_it_is_back() {
        outages.asked(BOTH, BOTH);
        pass(1000);
        assertThat(outages.isAway(ONE)).isFalse();
        pass(1000);
        outages.asked(BOTH, NONE);
        assertThat(outages.isAway(ONE)).isTrue();
        pass(2000);
        outages.asked(BOTH, BOTH);
        // Nobody has told for 4 s.
        pass(5999);
        assertThat(outages.isAway(ONE)).isTrue();
        pass(1);
        assertThat(outages.isAway(ONE)).isFalse();
    }

    @Test
    void after_a_long_outage_that_is_15_seconds() {
        outages.asked(BOTH, BOTH);
        for (int minute = 0; minute < 10; minute++) {
            pass(60_000);
            outages.asked(BOTH, NONE);
        }
        outages.asked(BOTH, BOTH);
        for (int second = 0; second < 15; second++) {
            assertThat(outages.isAway(ONE)).isTrue();
            pass(1000);
            outages.asked(BOTH, BOTH);
        }
        assertThat(outages.isAway(ONE)).isFalse();
    }

    @Test
    void each_log_is_away_for_itself() {
        outages.asked(BOTH, Set.of(OTHER));
        assertThat(outages.isAway(ONE)).isTrue();
        assertThat(outages.isAway(OTHER)).isFalse();
    }

    @Test
    void a_log_that_has_not_been_asked_about_is_away_when_nobody_tells_anything() {
        outages.asked(Set.of(ONE), NONE);
        assertThat(outages.isAway(OTHER)).isTrue();
        pass(1000);
        outages.asked(Set.of(ONE), Set.of(ONE));
        assertThat(outages.isAway(OTHER)).isTrue();
        outages.asked(BOTH, BOTH);
        assertThat(outages.isAway(OTHER))
                .as("what is known of the others holds for it too")
                .isTrue();
        pass(1500);
        assertThat(outages.isAway(OTHER)).isFalse();
    }

    private void pass(long millis) {
        now += Duration.ofMillis(millis).toNanos();
    }
}
