package io.sessmonitor.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.schemas.Outcome;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PacerTest {

    private static final long NEVER = Long.MAX_VALUE / 2;

    @Test
    void the_sender_waits_until_all_but_one_frames_pairs_are_done() throws Exception {
        Pacer pacer = new Pacer("camera", OptionalDouble.empty(), 2);
        assertThat(turn(pacer)).isTrue();
        pacer.sent(2);
        assertThat(turn(pacer)).isTrue();
        pacer.sent(2);
        CompletableFuture<Boolean> third = CompletableFuture.supplyAsync(() -> turn(pacer));
        pacer.scored(Scores.of("near", 0, Outcome.SCORED));
        pacer.scored(Scores.of("elsewhere", "near", 0, Outcome.SCORED));
        pacer.scored(Scores.of("far", 0, Outcome.MISSING));
        assertThat(third).isNotDone();
        pacer.scored(Scores.of("far", 0, Outcome.LATE));
        assertThat(third.get(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void a_fixed_rate_does_not_wait_for_outcomes() {
        Pacer pacer = new Pacer("camera", OptionalDouble.of(1000), 2);
        for (int i = 0; i < 20; i++) {
            assertThat(turn(pacer)).isTrue();
            pacer.sent(2);
        }
    }

    @Test
    void a_fixed_rate_does_not_catch_up_with_what_was_before_the_first_frame() throws Exception {
        AtomicLong clock = new AtomicLong();
        Pacer pacer = new Pacer("camera", OptionalDouble.of(1), 2, clock::incrementAndGet);
        clock.addAndGet(TimeUnit.SECONDS.toNanos(10));
        assertThat(pacer.awaitTurn(NEVER)).isTrue();
        assertThat(pacer.awaitTurn(clock.get() + 10)).isFalse();
    }

    @Test
    void stopping_ends_the_wait() throws Exception {
        Pacer pacer = new Pacer("camera", OptionalDouble.empty(), 1);
        pacer.sent(10);
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> turn(pacer));
        pacer.stop();
        assertThat(waiting.get(1, TimeUnit.MINUTES)).isFalse();
    }

    @Test
    void there_is_no_turn_after_the_deadline() throws Exception {
        Pacer pacer = new Pacer("camera", OptionalDouble.empty(), 1);
        assertThat(pacer.awaitTurn(System.nanoTime() - 1)).isFalse();
    }

    private static boolean turn(Pacer pacer) {
        try {
            return pacer.awaitTurn(System.nanoTime() + NEVER);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
