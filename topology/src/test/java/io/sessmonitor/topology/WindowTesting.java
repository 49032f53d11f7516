package io.sessmonitor.topology;

import io.sessmonitor.schemas.Bundle;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.LinkAggregate;
import io.sessmonitor.schemas.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;

/** Scores piped into the windows, and what is published. Times are milliseconds since the bench's start. */
abstract class WindowTesting {

    MonitorBench bench = bench();
    long sequence;

    static MonitorBench bench(String... settings) {
        Map<String, String> all = new TreeMap<>(
                Map.of("windows.sizes", "10s", "windows.grace", "2s", "windows.idle", "15s", "windows.remember", "1h"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return new MonitorBench(all.entrySet().stream()
                .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                .toArray(String[]::new));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    void with(String... settings) {
        bench.close();
        bench = bench(settings);
    }

    FrameScore frame(String link, long captured, Outcome outcome) {
        String[] names = link.split(">");
        return FrameScore.newBuilder()
                .setStream(names[0])
                .setReceiver(names[1])
                .setSequence(sequence++)
                .setCapturedAt(Instant.ofEpochMilli(MonitorBench.START + captured))
                .setOutcome(outcome)
                .build();
    }

    FrameScore scored(String link, long captured, double score) {
        FrameScore frame = frame(link, captured, Outcome.SCORED);
        frame.setScore(score);
        frame.setProfile("paper");
        frame.setBundle(new Bundle("lite", "1", "ab"));
        frame.setMetrics(Map.of("psnr", 30.0));
        return frame;
    }

    void pipe(long captured, double score) {
        bench.pipeScore(scored("cam0>rx1", captured, score));
    }

    /** Pipes one score, captured when the clock stands at that time. */
    void at(long time, double score) {
        bench.idle(time - bench.now());
        pipe(time, score);
    }

    /** {@code final}s and updates since the last call, as {@code LINK SIZE@START final FRAMES}, without the year. */
    List<String> published() {
        return bench.aggregates().stream().map(WindowTesting::text).toList();
    }

    static String text(LinkAggregate window) {
        return window.getStream() + ">" + window.getReceiver() + " " + window.getWindowSize() / 1000 + "s@"
                + (window.getWindowStart().toEpochMilli() - MonitorBench.START) / 1000
                + (window.getIsFinal() ? " final " : " open ") + window.getFrames()
                + (window.getLate() > 0 ? " late " + window.getLate() : "")
                + (window.getEarly() > 0 ? " early " + window.getEarly() : "");
    }

    List<LinkAggregate> finals() {
        return bench.aggregates().stream().filter(LinkAggregate::getIsFinal).toList();
    }
}
