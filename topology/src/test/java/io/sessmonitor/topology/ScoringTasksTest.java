package io.sessmonitor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.envelope.PayloadRef;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.config.MonitorConfigException;
import io.sessmonitor.topology.pair.ReadyPair;
import io.sessmonitor.topology.payload.Fetched;
import io.sessmonitor.topology.payload.PayloadCache;
import io.sessmonitor.topology.scoring.Rests;
import io.sessmonitor.topology.scoring.ScoringProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/** Several tasks of one stream thread with the one scorer of their process. */
class ScoringTasksTest {

    private final FakeScorer scorer = new FakeScorer().byHand();
    private final AtomicInteger rested = new AtomicInteger();
    private final Rests rests = new Rests(rested::incrementAndGet);
    private final List<ScoringProcessor> tasks = new ArrayList<>();
    private final List<TaskLife<String, FrameScore>> lives = new ArrayList<>();

    private void tasks(int count) {
        for (int i = 0; i < count; i++) {
            ScoringProcessor task = new ScoringProcessor(
                    scorer,
                    config().scoring(),
                    new PayloadCache(1 << 20),
                    (ref, then) -> {
                        then.accept(new Fetched.Picture(new byte[] {1}));
                        return true;
                    },
                    new MonitorMetrics(),
                    rests);
            TaskLife<String, FrameScore> life = new TaskLife<>(Map.of());
            task.init(life);
            tasks.add(task);
            lives.add(life);
        }
    }

    private static MonitorConfig config() {
        try {
            return MonitorConfig.of(Map.of("scoring.timeout", "3s"));
        } catch (MonitorConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    private void pair(int task, int sequence) {
        ReadyPair pair = new ReadyPair(
                "cam" + task,
                sequence,
                "rx1",
                sequence,
                Map.of(),
                new PayloadRef.LogRecord("frames.sent", task, sequence),
                new PayloadRef.LogRecord("frames.received", task, sequence),
                true);
        tasks.get(task).process(new Record<>(pair.key(), pair, MonitorBench.START));
    }

    private void tick(long millis) {
        lives.forEach(life -> life.tick(millis));
    }

    private List<Outcome> outcomes() {
        return lives.stream()
                .flatMap(life -> life.forwarded.stream())
                .map(FrameScore::getOutcome)
                .toList();
    }

    @Test
    void pairs_of_two_tasks_are_in_the_scorers_hands_at_the_same_time_and_each_task_gets_its_own_answer() {
        tasks(2);
        pair(0, 7);
        pair(1, 8);
        assertThat(scorer.inFlight()).isEqualTo(2);
        scorer.answerAll();
        tick(10);
        assertThat(lives.get(0).forwarded)
                .extracting(score -> score.getStream() + "/" + score.getSequence())
                .containsExactly("cam0/7");
        assertThat(lives.get(1).forwarded)
                .extracting(score -> score.getStream() + "/" + score.getSequence())
                .containsExactly("cam1/8");
    }

    @Test
    void many_tasks_of_a_thread_rest_no_longer_together_than_one_alone() {
        scorer.capacity(0);
        tasks(20);
        for (int sequence = 0; sequence < 40; sequence++) {
            for (int task = 0; task < 20; task++) {
                pair(task, sequence);
            }
        }
        // At 2 ms each a second, whatever the tasks; 60 s without a poll would cost the thread its partitions.
        assertThat(rested).hasValue(500);
        tick(50);
        pair(0, 40);
        pair(1, 40);
        assertThat(rested).hasValue(1000);
    }

    @Test
    void threads_count_their_rests_each_for_itself() throws InterruptedException {
        scorer.capacity(0);
        tasks(2);
        for (int sequence = 0; sequence < 33; sequence++) {
            pair(0, sequence);
        }
        assertThat(rested).hasValue(500);
        Thread other = new Thread(() -> {
            for (int sequence = 0; sequence < 33; sequence++) {
                pair(1, sequence);
            }
        });
        other.start();
        other.join();
        assertThat(rested).hasValue(1000);
    }

    @Test
    void a_scorer_whose_workers_all_hang_fails_what_it_has_and_what_waits_is_scored_when_it_is_back() {
        scorer.capacity(4);
        tasks(3);
        for (int sequence = 0; sequence < 50; sequence++) {
            for (int task = 0; task < 3; task++) {
                pair(task, sequence);
            }
        }
        for (int i = 0; i < 20; i++) {
            tick(1000);
        }
        assertThat(outcomes()).hasSize(4).containsOnly(Outcome.FAILED);
        scorer.answerAll();
        scorer.atOnce();
        for (int i = 0; i < 10; i++) {
            tick(1000);
        }
        assertThat(outcomes()).hasSize(150);
        assertThat(lives.stream()
                        .flatMap(life -> life.forwarded.stream())
                        .map(score -> score.getStream() + "/" + score.getSequence()))
                .doesNotHaveDuplicates();
        assertThat(lives).allSatisfy(life -> assertThat(life.content).isEmpty());
    }
}
