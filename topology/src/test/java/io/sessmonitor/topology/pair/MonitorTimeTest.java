package io.sessmonitor.topology.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.topology.WallSteps;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MonitorTimeTest {

    private static final long WAIT = 1000;
    private static final long WALL = 1_000_000;
    private static final TopicPartition SENT = new TopicPartition("sent", 0);
    private static final TopicPartition RECEIVED = new TopicPartition("received", 0);

    private final FakeLogs logs = new FakeLogs();
    private final MonitorTime time = new MonitorTime(0, 0, 0, logs.hearings(1), WAIT);

    private long both(long timestamp, long wall) {
        time.record(true, 0, timestamp, wall);
        time.record(false, 0, timestamp, wall);
        return time.now();
    }

    @Test
    void records_move_it_forward_and_never_back() {
        assertThat(both(500, WALL)).isEqualTo(500);
        assertThat(both(300, WALL)).isEqualTo(500);
        assertThat(both(900, WALL)).isEqualTo(900);
    }

    @Test
    void the_side_that_is_behind_tells_the_time() {
        both(500, WALL);
        time.record(false, 0, 600, WALL);
        assertThat(time.record(true, 0, 900, WALL)).isEqualTo(900);
        assertThat(time.now()).isEqualTo(600);
        time.record(false, 0, 950, WALL);
        assertThat(time.now()).isEqualTo(900);
    }

    @Test
    void a_side_that_has_fallen_silent_holds_nobody_back() {
        both(500, WALL);
        time.tick(WALL);
        for (int i = 1; i <= 20; i++) {
            time.record(true, 0, 500 + i * 100, WALL + i * 100);
            time.tick(WALL + i * 100);
            assertThat(time.now()).isEqualTo(i < 10 ? 500 : 500 + i * 100);
        }
    }

    @Test
    void of_many_partitions_the_one_that_is_furthest_behind_tells_the_time() {
        MonitorTime many = new MonitorTime(0, 0, 0, logs.hearings(3), WAIT);
        for (int partition = 0; partition < 3; partition++) {
            many.record(true, partition, 700 - 100 * partition, WALL);
            many.record(false, partition, 900, WALL);
        }
        assertThat(many.now()).isEqualTo(500);
        many.record(true, 2, 650, WALL);
        assertThat(many.now()).isEqualTo(600);
        assertThat(many.record(true, 1, 50, WALL)).isEqualTo(600);
    }

    @Test
    void a_partition_that_has_fallen_silent_holds_nobody_back() {
        MonitorTime many = new MonitorTime(0, 0, 0, logs.hearings(2), WAIT);
        many.record(true, 1, 500, WALL);
        many.tick(WALL);
        for (int i = 1; i <= 20; i++) {
            many.record(true, 0, 500 + i * 100, WALL + i * 100);
            many.tick(WALL + i * 100);
            assertThat(many.now()).isEqualTo(i < 10 ? 0 : 500 + i * 100);
        }
    }

    @Test
    void no_record_moves_it_past_the_wall_clock() {
        assertThat(both(Long.MAX_VALUE, WALL)).isEqualTo(WALL);
    }

    @Test
    void silence_lets_the_wall_clock_move_it() {
        both(500, WALL);
        time.tick(WALL);
        assertThat(time.tick(WALL + 100)).isEqualTo(600);
        assertThat(time.tick(WALL + 200)).isEqualTo(700);
    }

    @Test
    void while_records_come_ticks_add_nothing() {
        time.tick(WALL);
        for (int i = 1; i <= 50; i++) {
            both(i, WALL + i * 100);
            assertThat(time.tick(WALL + i * 100)).isEqualTo(i);
        }
    }

    @Test
    void records_that_do_not_move_it_for_longer_than_the_wait_leave_it_to_the_ticks() {
        both(WALL, WALL);
        time.tick(WALL);
        // The clock is set back an hour; records keep coming, all of them behind.
        long wall = WALL - 500_000;
        for (int i = 1; i <= 30; i++) {
            wall += 100;
            both(wall, wall);
            time.tick(wall);
        }
        assertThat(time.now()).isBetween(WALL + 1500, WALL + 2500);
    }

    @Test
    void a_leap_of_the_wall_clock_counts_for_two_seconds_at_most_and_a_step_back_for_nothing() {
        both(500, WALL);
        time.tick(WALL);
        time.tick(WALL + 10);
        assertThat(time.tick(WALL + 3_600_000)).isEqualTo(510 + WallSteps.MAX);
        assertThat(time.tick(WALL - 3_600_000)).isEqualTo(510 + WallSteps.MAX);
        assertThat(time.tick(WALL - 3_600_000 + 100)).isEqualTo(610 + WallSteps.MAX);
    }

    @Test
    void after_a_start_what_lies_in_the_log_is_waited_for() {
        MonitorTime restored = new MonitorTime(7000, 0, 0, logs.hearings(1), WAIT);
        logs.stall(RECEIVED);
        for (int i = 0; i <= 100; i++) {
            assertThat(restored.tick(WALL + i * 100)).isEqualTo(7000);
        }
        logs.resume(RECEIVED);
        assertThat(restored.tick(WALL + 10_100)).isGreaterThanOrEqualTo(17_000);
    }

    @Test
    void silence_of_a_log_that_has_not_been_read_moves_nothing() {
        both(500, WALL);
        time.tick(WALL);
        logs.stall(SENT);
        assertThat(time.tick(WALL + 1500)).isEqualTo(500);
        time.record(true, 0, 600, WALL + 1500);
        logs.resume(SENT);
        // It was asked about at the last tick, when the record that has come since lay in the log.
        assertThat(time.tick(WALL + 1600)).isEqualTo(600);
        assertThat(time.tick(WALL + 1700)).isEqualTo(700);
    }

    @Test
    void the_time_in_which_nobody_could_write_is_no_silence() {
        both(500, WALL);
        time.tick(WALL);
        logs.goAway(SENT);
        logs.goAway(RECEIVED);
        long wall = WALL;
        for (int i = 0; i < 100; i++) {
            assertThat(time.tick(wall += 100)).isEqualTo(500);
        }
        logs.resume(SENT);
        logs.resume(RECEIVED);
        // Producers have not noticed yet.
        for (int i = 0; i < 100; i++) {
            assertThat(time.tick(wall += 100)).isEqualTo(500);
        }
        logs.comeBack(SENT);
        logs.comeBack(RECEIVED);
        // The wall clock goes on from there.
        assertThat(time.tick(wall += 100)).isEqualTo(600);
        assertThat(time.tick(wall + 100)).isEqualTo(700);
    }

    @Test
    void what_the_first_producers_write_when_they_are_back_ends_nobodys_wait() {
        both(500, WALL);
        time.tick(WALL);
        logs.goAway(RECEIVED);
        time.tick(WALL + 10_000);
        logs.resume(RECEIVED);
        both(9000, WALL + 10_050);
        assertThat(time.tick(WALL + 10_100)).isEqualTo(500);
        // A slower receiver's, of the same topic.
        assertThat(time.record(false, 0, 4000, WALL + 10_200)).isEqualTo(4000);
        logs.comeBack(RECEIVED);
        assertThat(time.tick(WALL + 10_300)).isEqualTo(9000);
    }

    @Test
    void records_that_come_before_the_first_tick_after_an_outage_end_nobodys_wait() {
        both(500, WALL);
        time.tick(WALL);
        // The thread stands in a commit all the while.
        logs.goAway(SENT);
        both(9000, WALL + 10_000);
        assertThat(time.now()).isEqualTo(500);
        assertThat(time.tick(WALL + 10_100)).isEqualTo(500);
    }

    @Test
    void a_task_that_begins_during_an_outage_knows_of_it() {
        logs.goAway(SENT);
        MonitorTime moved = new MonitorTime(7000, 7000, 7000, logs.hearings(1), WAIT);
        moved.record(true, 0, 9000, WALL);
        moved.record(false, 0, 9000, WALL);
        assertThat(moved.tick(WALL)).isEqualTo(7000);
        logs.comeBack(SENT);
        assertThat(moved.tick(WALL + 100)).isEqualTo(9000);
    }

    @Test
    void a_side_that_stays_silent_after_an_outage_holds_nobody_back() {
        both(500, WALL);
        time.tick(WALL);
        logs.goAway(RECEIVED);
        time.tick(WALL + 10_000);
        logs.resume(RECEIVED);
        logs.comeBack(RECEIVED);
        for (int i = 1; i <= 20; i++) {
            time.record(true, 0, 5000 + i, WALL + 10_000 + i * 100);
            time.tick(WALL + 10_000 + i * 100);
            assertThat(time.now()).isEqualTo(i < 10 ? 500 : 5000 + i);
        }
    }

    @Test
    void a_side_that_has_not_been_read_to_its_end_holds_the_other_back_as_long_as_it_takes() {
        both(500, WALL);
        time.tick(WALL);
        logs.stall(RECEIVED);
        for (int i = 1; i <= 100; i++) {
            time.record(true, 0, 500 + i * 100, WALL + i * 100);
            assertThat(time.tick(WALL + i * 100)).isEqualTo(500);
        }
        time.record(false, 0, 700, WALL + 10_000);
        assertThat(time.now()).isEqualTo(700);
    }

    @Test
    void what_came_from_another_partition_must_have_been_passed_on_and_read_here() {
        TopicPartition there = new TopicPartition("sent", 1);
        TopicPartition here = new TopicPartition("exchange", 0);
        logs.stall(there);
        logs.stall(here);
        Hearing hearing = new Hearing(logs, List.of(there, here));
        hearing.begin();
        logs.look(here);
        assertThat(hearing.isOver()).isFalse();
        logs.look(there);
        // The look at the exchange was before it was known that all had been passed on.
        assertThat(hearing.isOver()).isFalse();
        logs.look(here);
        assertThat(hearing.isOver()).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void it_never_goes_back_whatever_the_clocks_do(long seed) {
        Random random = new Random(seed);
        long before = time.now();
        for (int i = 0; i < 2000; i++) {
            long wall = random.nextInt(2_000_000);
            if (random.nextBoolean()) {
                assertThat(time.record(random.nextBoolean(), 0, random.nextLong(), wall))
                        .isGreaterThanOrEqualTo(time.now());
            } else {
                time.tick(wall);
            }
            long now = time.now();
            assertThat(now).isGreaterThanOrEqualTo(before);
            before = now;
        }
    }
}
