package io.sessmonitor.deploy.bench;

import io.sessmonitor.deploy.bench.BenchmarkOptions.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The topology as a whole, with a scorer that says 1 at once, against the least that anything must do and against what
 * the DSL does. Each run has a fresh broker and a fresh client, each in a JVM of its own. In {@code deploy/pom.xml} is
 * the profile that starts it.
 */
@Command(name = "pipeline", mixinStandardHelpOptions = true, sortOptions = false)
public final class PipelineBenchmark implements Callable<Integer> {

    private static final int SMALL = 2 << 10;
    private static final int LARGE = 100 << 10;

    @Mixin
    private BenchmarkOptions options;

    private PipelineBenchmark() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new PipelineBenchmark())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        double small = options.rate;
        double large = options.largeRate;
        if (options.parts.contains(Part.THROUGHPUT)) {
            small = throughput(options.variants, SMALL, options.pairs, small);
            large = throughput(options.largeVariants, LARGE, options.largePairs, large);
        }
        if (options.parts.contains(Part.LATENCY)) {
            latency(SMALL, (int) small);
            latency(LARGE, (int) large);
        }
        if (options.parts.contains(Part.SILENCE)) {
            SilenceRun.run(options, System.out);
        }
        return 0;
    }

    /** Returns the rate for latency runs: the one given, or a quarter of the monitor's. */
    private double throughput(List<Variant> variants, int bytes, int pairs, double givenRate) throws Exception {
        if (pairs == 0) {
            return givenRate;
        }
        print(
                "%n%d pairs of %d KB, preloaded, 4 partitions, 1 stream thread, commit %d ms, input %s; 'warm' is the"
                        + " second half of each run%n",
                pairs, bytes >> 10, options.commitMillis, options.format);
        print(
                "%-12s %8s %8s %9s %9s %9s %9s %10s %10s %8s %8s %8s %9s%n",
                "variant",
                "pairs/s",
                "warm",
                "µs/pair",
                "warm",
                "client",
                "broker",
                "changelog",
                "state",
                "results",
                "others",
                "written",
                "resident");
        print(
                "%-12s %8s %8s %9s %9s %9s %9s %10s %10s %8s %8s %8s %9s%n",
                "", "", "", "CPU", "CPU", "warm", "warm", "B/frame", "B/frame", "B/frame", "B/frame", "/input", "MiB");
        List<ThroughputRun.Figures> all = new ArrayList<>();
        for (Variant variant : variants) {
            ThroughputRun.Figures figures = ThroughputRun.run(options, variant, bytes, pairs);
            all.add(figures);
            print(
                    "%-12s %8.0f %8.0f %9.1f %9.1f %9.1f %9.1f %10.1f %10.1f %8.1f %8.1f %8.4f %9d%n",
                    variant.name().toLowerCase(Locale.ROOT),
                    figures.rate(),
                    figures.warmRate(),
                    figures.cpu(),
                    figures.warmCpu(),
                    figures.warmClient() * 2e6 / pairs,
                    figures.warmBroker() * 2e6 / pairs,
                    (double) figures.changelog() / pairs,
                    (double) figures.state() / pairs,
                    (double) figures.results() / pairs,
                    (double) figures.others() / pairs,
                    (double) (figures.changelog() + figures.state() + figures.others()) / figures.input(),
                    figures.resident());
        }
        double monitor = mean(all, Variant.MONITOR, ThroughputRun.Figures::rate);
        for (Variant peer : List.of(Variant.BARE, Variant.STREAMS, Variant.OUTER)) {
            print(
                    "monitor / %s: pairs/s %.2f, warm %.2f; pairs per CPU second %.2f, warm %.2f%n",
                    peer.name().toLowerCase(Locale.ROOT),
                    monitor / mean(all, peer, ThroughputRun.Figures::rate),
                    mean(all, Variant.MONITOR, ThroughputRun.Figures::warmRate)
                            / mean(all, peer, ThroughputRun.Figures::warmRate),
                    mean(all, peer, ThroughputRun.Figures::cpu)
                            / mean(all, Variant.MONITOR, ThroughputRun.Figures::cpu),
                    mean(all, peer, ThroughputRun.Figures::warmCpu)
                            / mean(all, Variant.MONITOR, ThroughputRun.Figures::warmCpu));
        }
        return givenRate > 0 || Double.isNaN(monitor) ? givenRate : monitor / 4;
    }

    private void latency(int bytes, int rate) throws Exception {
        if (rate == 0) {
            return;
        }
        print(
                "%n%d pairs/s of %d KB live, %d s warm-up, %d s measured: ms from received-append to visible%n",
                rate, bytes >> 10, options.warmUp, options.seconds);
        print(
                "%-12s %8s %8s %6s %6s %6s %6s %8s %8s%n",
                "variant", "pairs/s", "pairs", "lost", "p50", "p99", "p99.9", "client", "broker");
        List<LatencyRun.Figures> all = new ArrayList<>();
        for (Variant variant : List.of(Variant.BARE, Variant.MONITOR, Variant.BARE)) {
            LatencyRun.Figures figures = LatencyRun.run(options, variant, bytes, rate);
            all.add(figures);
            print(
                    "%-12s %8.0f %8d %6d %6d %6d %6d %8.2f %8.2f%n",
                    variant.name().toLowerCase(Locale.ROOT),
                    figures.rate(),
                    figures.pairs(),
                    figures.lost(),
                    figures.p50(),
                    figures.p99(),
                    figures.p999(),
                    figures.client(),
                    figures.broker());
        }
        double bare50 = (all.get(0).p50() + all.get(2).p50()) / 2.0;
        double bare99 = (all.get(0).p99() + all.get(2).p99()) / 2.0;
        print(
                "monitor / bare: p50 %.2f, p99 %.2f%n",
                all.get(1).p50() / bare50, all.get(1).p99() / bare99);
    }

    private static double mean(
            List<ThroughputRun.Figures> all, Variant variant, ToDoubleFunction<ThroughputRun.Figures> of) {
        return all.stream()
                .filter(figures -> figures.variant() == variant)
                .mapToDouble(of)
                .average()
                .orElse(Double.NaN);
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
        System.out.flush();
    }
}
