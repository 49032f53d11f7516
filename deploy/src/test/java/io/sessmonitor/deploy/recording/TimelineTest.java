package io.sessmonitor.deploy.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When records are due. */
class TimelineTest {

    private static final long KEEP = Long.MAX_VALUE;
    private static final long MS = 1_000_000;

    @Test
    void records_are_due_at_their_distance_from_the_first() {
        Timeline timeline = new Timeline(1, KEEP);
        assertThat(timeline.due(5000)).isZero();
        assertThat(timeline.due(5040)).isEqualTo(40 * MS);
        assertThat(timeline.due(65_000)).isEqualTo(60_000 * MS);
    }

    @Test
    void a_factor_shortens_distances_and_moves_times_alike() {
        Timeline timeline = new Timeline(4, KEEP);
        timeline.due(5000);
        assertThat(timeline.due(6000)).isEqualTo(250 * MS);
        assertThat(timeline.offset(6_000_000)).isEqualTo(250_000);
        assertThat(timeline.offset(4_000_000)).isEqualTo(-250_000);
    }

    @Test
    void at_the_highest_speed_all_is_due_at_once_and_times_keep_their_distances() {
        Timeline timeline = new Timeline(Timeline.MAX_SPEED, KEEP);
        timeline.due(5000);
        assertThat(timeline.due(9_999_999)).isZero();
        assertThat(timeline.offset(6_000_000)).isEqualTo(1_000_000);
    }

    @Test
    void a_timestamp_that_goes_back_or_is_missing_is_due_with_the_one_before() {
        Timeline timeline = new Timeline(1, KEEP);
        timeline.due(5000);
        timeline.due(5100);
        assertThat(timeline.due(5050)).isEqualTo(100 * MS);
        assertThat(timeline.due(-1)).isEqualTo(100 * MS);
        assertThat(timeline.due(5200)).isEqualTo(200 * MS);
    }

    @Test
    void longer_gaps_are_shortened_and_a_clock_that_was_set_back_is_followed() {
        Timeline timeline = new Timeline(1, 1000);
        timeline.due(5000);
        assertThat(timeline.due(3_600_000)).isEqualTo(1000 * MS);
        assertThat(timeline.due(3_600_500)).isEqualTo(1500 * MS);
        assertThat(timeline.due(10_000)).isEqualTo(1500 * MS);
        assertThat(timeline.due(10_200)).isEqualTo(1700 * MS);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatever_the_timestamps_time_never_goes_back(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Timeline timeline = new Timeline(random.nextDouble(0.1, 10), random.nextBoolean() ? KEEP : 5000);
        long before = 0;
        for (int i = 0; i < 1000; i++) {
            long timestamp = random.nextInt(20) == 0 ? random.nextLong() : 1_700_000_000_000L + random.nextInt(100_000);
            long due = timeline.due(timestamp);
            assertThat(due).as("record %d", i).isGreaterThanOrEqualTo(before);
            before = due;
        }
    }

    @Test
    void lateness_is_counted_to_ten_microseconds() {
        PacingErrors errors = new PacingErrors();
        for (int i = 1; i <= 100; i++) {
            errors.add(i * 100_000L);
        }
        errors.add(3_000 * MS);
        assertThat(errors.count()).isEqualTo(101);
        assertThat(errors.quantile(.5)).isBetween(5.0, 5.2);
        assertThat(errors.quantile(.98)).isBetween(9.8, 10.0);
        assertThat(errors.quantile(1)).isEqualTo(3000);
        assertThat(errors.max()).isEqualTo(3000);
    }
}
