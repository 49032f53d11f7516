package io.sessmonitor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessmonitor.schemas.Bundle;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.LinkAggregate;
import io.sessmonitor.schemas.ObjectFate;
import io.sessmonitor.schemas.ObjectShare;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.PictureSide;
import io.sessmonitor.schemas.ScoreExplanation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of the windows over seeded random scores, and how much they store. */
class WindowLawsTest extends WindowTesting {

    private static final List<String> NAMES =
            List.of("person", "table", "sky", "tree", "car", "large area at the top left");

    @Test
    void random_capture_times_on_one_link_neither_touch_another_nor_fill_the_store() {
        Random random = new Random(3);
        for (int i = 0; i < 2000; i++) {
            long captured = random.nextInt(4) == 0
                    ? random.nextLong(Duration.ofDays(365_000).toMillis())
                    : -random.nextLong(MonitorBench.START);
            bench.pipeScore(scored("evil>rx1", captured, 1));
            if (i % 20 == 0) {
                pipe(bench.now(), 1);
                bench.idle(100);
            }
            assertThat(bench.storedBytes(StoreNames.OPEN_WINDOWS)).isLessThan(40_000);
        }
        bench.idle(100_000);
        List<LinkAggregate> good = finals().stream()
                .filter(window -> window.getStream().equals("cam0"))
                .toList();
        assertThat(good.stream().mapToLong(LinkAggregate::getFrames).sum()).isEqualTo(100);
        assertThat(good)
                .allSatisfy(window ->
                        assertThat(window.getLate() + window.getEarly()).isZero());
    }

    /** The law: each window is final exactly once, and every score is in one window of each size, or late, or early. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void every_score_counts_once_and_every_window_is_final_once(long seed) {
        with("windows.sizes", "5s,10s,1m");
        Random random = new Random(seed);
        List<LinkAggregate> finals = new ArrayList<>();
        Map<String, Integer> piped = new HashMap<>();
        for (int i = 0; i < 1500; i++) {
            String link = "cam" + random.nextInt(3) + ">rx" + random.nextInt(2);
            long captured = bench.now()
                    - (random.nextInt(50) == 0 ? random.nextInt(200_000) : random.nextInt(3000))
                    + (random.nextInt(60) == 0 ? random.nextInt(120_000) : 0);
            bench.pipeScore(scored(link, captured, random.nextDouble()));
            piped.merge(link, 1, Integer::sum);
            switch (random.nextInt(40)) {
                case 0 -> {
                    finals.addAll(finals());
                    bench.restart();
                }
                case 1 -> bench.idle(random.nextInt(6000));
                case 2 -> bench.idle(random.nextInt(25) == 0 ? 40_000 : 100);
                default -> bench.idle(random.nextInt(100));
            }
        }
        bench.idle(300_000);
        finals.addAll(finals());
        assertThat(finals.stream().map(window -> text(window).split(" final")[0]))
                .doesNotHaveDuplicates();
        piped.forEach((link, count) -> {
            for (long size : new long[] {5_000, 10_000, 60_000}) {
                long told = finals.stream()
                        .filter(window -> window.getWindowSize() == size)
                        .filter(window -> link.equals(window.getStream() + ">" + window.getReceiver()))
                        .mapToLong(window -> window.getFrames() + window.getLate() + window.getEarly())
                        .sum();
                // Late and early ones after the last window of all wait for one that never comes.
                assertThat(told).as(link + " " + size).isBetween(count - 8L, (long) count);
            }
        });
    }

    @Test
    void a_link_in_the_store_is_small_whatever_comes() {
        Random random = new Random(11);
        for (int i = 0; i < 5000; i++) {
            FrameScore score = scored("cam0>rx1", i, random.nextDouble());
            Map<String, Double> metrics = new HashMap<>();
            for (int m = 0; m < 40; m++) {
                metrics.put("metric" + random.nextInt(1000), random.nextDouble());
            }
            score.setMetrics(metrics);
            bench.pipeScore(score);
            // A window of 3 KB and eight times that of journal.
            assertThat(bench.storedBytes(StoreNames.OPEN_WINDOWS)).isLessThan(30_000);
        }
    }

    private FrameScore real(Random random, long captured) {
        FrameScore score = scored("camera>jpeg80", captured, random.nextDouble());
        score.setMetrics(
                Map.of("mse", 90 * random.nextDouble(), "psnr", 30 + random.nextDouble(), "ssim", random.nextDouble()));
        score.setBundle(new Bundle("lite", "1", "0123456789abcdef".repeat(4)));
        List<ObjectShare> lost = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            lost.add(new ObjectShare(
                    PictureSide.SENT,
                    0,
                    name,
                    .9,
                    ObjectFate.LOST,
                    List.of(0.0, 0.0, 1.0, 1.0),
                    .1,
                    .1,
                    null,
                    null,
                    null,
                    random.nextDouble()));
        }
        score.setExplanation(new ScoreExplanation(0.0, lost, List.of()));
        return score;
    }

    /** Ten frames a second, each committed alone, as with a commit every 100 ms. */
    @Test
    void a_score_costs_the_changelog_at_most_a_hundred_bytes_however_slow_its_link() {
        with("windows.sizes", "10s,1m,5m");
        Random random = new Random(4);
        for (int i = 0; i < 3000; i++) {
            bench.pipeScore(real(random, bench.now()));
            bench.tick(100);
        }
        assertThat(bench.changelogBytes(StoreNames.OPEN_WINDOWS) / 3000.0).isLessThan(100);
        assertThat(finals()).hasSizeGreaterThan(30);
    }

    /** The law: with the same scores at the same times, windows are the same to the last byte with and without restarts. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void restarts_change_nothing_in_any_final_window(long seed) {
        List<LinkAggregate> straight = finalsOf(seed, 0);
        List<LinkAggregate> restarted = finalsOf(seed, 30);
        assertThat(restarted).isEqualTo(straight).hasSizeGreaterThan(25);
    }

    private List<LinkAggregate> finalsOf(long seed, int scoresToARestart) {
        with("windows.sizes", "5s,10s,1m");
        sequence = 0;
        Random random = new Random(seed);
        List<LinkAggregate> finals = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            long captured = bench.now()
                    - (random.nextInt(30) == 0 ? random.nextInt(60_000) : random.nextInt(2000))
                    + (random.nextInt(40) == 0 ? random.nextInt(100_000) : 0);
            FrameScore score = real(random, captured);
            if (random.nextInt(6) == 0) {
                score = frame("camera>jpeg80", captured, Outcome.values()[1 + random.nextInt(7)]);
            }
            bench.pipeScore(score);
            bench.tick(100);
            if (scoresToARestart > 0 && i % scoresToARestart == scoresToARestart - 1) {
                finals.addAll(finals());
                bench.restart();
            }
        }
        finals.addAll(finals());
        return finals;
    }
}
