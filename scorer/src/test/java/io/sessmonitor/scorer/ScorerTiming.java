package io.sessmonitor.scorer;

import com.sun.management.OperatingSystemMXBean;
import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleCatalog;
import io.sessmonitor.scorer.decode.DecodeLimits;
import io.sessmonitor.scorer.engine.Device;
import io.sessmonitor.scorer.engine.Engine;
import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.engine.Network;
import io.sessmonitor.scorer.engine.Tensor;
import io.sessmonitor.scorer.lite.LiteModels;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.metric.MetricBundles;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Measures the scorer on photos, each against its own JPEG of quality 20, without the graph cache: a pair's time by
 * step, pairs a second on one worker and on all cores, and ONNX Runtime's share: of the CPU time, of the workers' time, and
 * of wall time, in which at least one of its calls runs. A developer's tool; arguments: folder with JPEG photos, seconds
 * per row.
 */
public final class ScorerTiming {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private ScorerTiming() {}

    public static void main(String[] arguments) throws Exception {
        List<PicturePair> pairs = pairs(Path.of(arguments[0]));
        Duration time = Duration.ofSeconds(Long.parseLong(arguments[1]));
        int cores = Runtime.getRuntime().availableProcessors();
        System.out.printf(
                Locale.ROOT,
                "%d photos, %d cores, load before the start %.2f%n%n",
                pairs.size(),
                cores,
                SYSTEM.getSystemLoadAverage());
        System.out.println(
                "threads  pairs  pairs/s  cpu ms/pair  onnx of cpu  of workers' time  of wall time  ms a pair by step");
        for (int threads = 1; threads <= cores; threads *= 2) {
            measure(pairs, threads, time);
        }
    }

    private static void measure(List<PicturePair> pairs, int threads, Duration time) throws Exception {
        ScorerSettings settings = new ScorerSettings(
                "lite",
                Profile.PAPER,
                "cpu",
                threads,
                4 * threads,
                1 << 30,
                1,
                Duration.ZERO,
                0,
                DecodeLimits.defaults());
        Bundle bundle = BundleCatalog.open("lite");
        Device cpu = Device.parse("cpu");
        TimedNetwork network =
                new TimedNetwork(Engine.open(cpu, 1, Duration.ZERO).load("lite", bundle.file(LiteModels.NETWORK)));
        try (SessScorer scorer = SessScorers.create(
                settings, cpu, new BundleNetworks(bundle, Map.of(LiteModels.NETWORK, network)), MetricBundles.none())) {
            // Half as long again to warm up.
            run(scorer, pairs, threads, time.dividedBy(2));
            network.reset();
            long cpu0 = SYSTEM.getProcessCpuTime();
            long start = System.nanoTime();
            List<SessScore> scores = run(scorer, pairs, threads, time);
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpuMillis = (SYSTEM.getProcessCpuTime() - cpu0) / 1e6;
            report(threads, scores, seconds, cpuMillis, network);
        }
    }

    /** Keeps every worker busy until the time is over. */
    private static List<SessScore> run(SessScorer scorer, List<PicturePair> pairs, int threads, Duration time)
            throws Exception {
        List<SessScore> scores = new ArrayList<>();
        Deque<CompletableFuture<ScoreOutcome>> inWork = new ArrayDeque<>();
        long end = System.nanoTime() + time.toNanos();
        for (int i = 0; System.nanoTime() < end || !inWork.isEmpty(); i++) {
            if (System.nanoTime() < end && inWork.size() < 2 * threads) {
                inWork.add(scorer.offer(pairs.get(i % pairs.size())).orElseThrow());
            } else {
                scores.add(((ScoreOutcome.Scored) inWork.remove().get()).score());
            }
        }
        return scores;
    }

    private static void report(
            int threads, List<SessScore> scores, double seconds, double cpuMillis, TimedNetwork network) {
        Map<String, Double> steps = new TreeMap<>();
        double inPairs = 0;
        for (SessScore score : scores) {
            for (Map.Entry<String, Long> step : score.timingsMicros().entrySet()) {
                if (!step.getKey().equals("queue")) {
                    steps.merge(step.getKey(), step.getValue() / 1000.0 / scores.size(), Double::sum);
                    inPairs += step.getValue() / 1000.0;
                }
            }
        }
        StringBuilder bySteps = new StringBuilder();
        steps.forEach((step, millis) -> bySteps.append(String.format(Locale.ROOT, " %s %.1f", step, millis)));
        System.out.printf(
                Locale.ROOT,
                "%7d  %5d  %7.2f  %11.1f  %11.3f  %16.3f  %12.3f %s%n",
                threads,
                scores.size(),
                scores.size() / seconds,
                cpuMillis / scores.size(),
                network.cpuNanos.get() / 1e6 / cpuMillis,
                steps.get("network") * scores.size() / inPairs,
                network.runningNanos() / 1e9 / seconds,
                bySteps);
    }

    private static List<PicturePair> pairs(Path folder) throws IOException {
        List<PicturePair> pairs = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".jpg")).sorted().toList()) {
                byte[] sent = Files.readAllBytes(file);
                BufferedImage picture = ImageIO.read(new ByteArrayInputStream(sent));
                pairs.add(new PicturePair(sent, TestPictures.jpeg(picture, .2f)));
            }
        }
        return pairs;
    }

    /** Adds up the CPU time of calls, and the wall time in which at least one runs. */
    private static final class TimedNetwork implements Network {

        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        private final Network network;
        private final AtomicLong cpuNanos = new AtomicLong();
        private int running;
        private long runningSince;
        private long runningNanos;

        TimedNetwork(Network network) {
            this.network = network;
        }

        synchronized void reset() {
            cpuNanos.set(0);
            runningNanos = 0;
        }

        synchronized long runningNanos() {
            return runningNanos;
        }

        private synchronized void begins() {
            if (running++ == 0) {
                runningSince = System.nanoTime();
            }
        }

        private synchronized void ends() {
            if (--running == 0) {
                runningNanos += System.nanoTime() - runningSince;
            }
        }

        @Override
        public Map<String, Tensor> run(Map<String, Tensor> inputs) throws InferenceException {
            begins();
            long before = THREADS.getCurrentThreadCpuTime();
            try {
                return network.run(inputs);
            } finally {
                cpuNanos.addAndGet(THREADS.getCurrentThreadCpuTime() - before);
                ends();
            }
        }

        @Override
        public void close() {
            network.close();
        }
    }
}
