package io.sessmonitor.deploy.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** What can be chosen. */
final class BenchmarkOptions {

    /** The parts of the benchmark. */
    enum Part {
        THROUGHPUT,
        LATENCY,
        SILENCE
    }

    @Option(
            names = "--part",
            split = ",",
            defaultValue = "throughput,latency",
            description = "What to run: throughput, latency, silence (frames for a receiver that is dead); default"
                    + " ${DEFAULT-VALUE}.")
    List<Part> parts = new ArrayList<>();

    @Option(
            names = "--variants",
            split = ",",
            defaultValue = "bare,monitor,bare,monitor,bare,outer,discovering,windows",
            description = "What to compare at 2 KB, in this order; default ${DEFAULT-VALUE}.")
    List<Variant> variants = new ArrayList<>();

    @Option(
            names = "--large-variants",
            split = ",",
            defaultValue = "bare,monitor,bare,monitor,bare,outer",
            description = "What to compare at 100 KB; default ${DEFAULT-VALUE}.")
    List<Variant> largeVariants = new ArrayList<>();

    @Option(
            names = "--pairs",
            defaultValue = "200000",
            description = "Pairs of 2 KB; 0: none; default ${DEFAULT-VALUE}.")
    int pairs;

    @Option(
            names = "--large-pairs",
            defaultValue = "4000",
            description = "Pairs of 100 KB; 0: none; default ${DEFAULT-VALUE}.")
    int largePairs;

    @Option(
            names = "--rate",
            defaultValue = "0",
            description = "Pairs a second of 2 KB in latency runs; default: a quarter of the monitor's highest rate.")
    int rate;

    @Option(names = "--large-rate", defaultValue = "0", description = "The same for 100 KB.")
    int largeRate;

    @Option(
            names = "--warm-up",
            defaultValue = "30",
            description = "Seconds before the measured part of a latency run; default ${DEFAULT-VALUE}.")
    int warmUp;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "Length of the measured part of a latency run; default ${DEFAULT-VALUE}.")
    int seconds;

    @Option(
            names = "--silence",
            defaultValue = "600",
            description = "Seconds for which frames come for a dead receiver; default ${DEFAULT-VALUE}.")
    int silence;

    @Option(
            names = "--silence-rate",
            defaultValue = "500",
            description = "Frames of 2 KB a second for a dead receiver; default ${DEFAULT-VALUE}.")
    int silenceRate;

    @Option(
            names = "--format",
            defaultValue = "avro",
            description = "Input format: avro or raw; default ${DEFAULT-VALUE}.")
    String format;

    @Option(
            names = "--commit",
            defaultValue = "100",
            description = "commit.interval.ms of every variant; default ${DEFAULT-VALUE}.")
    int commitMillis;

    @Option(names = "--set", description = "A setting KEY=VALUE of the monitor.")
    Map<String, String> settings = new TreeMap<>();

    @Option(names = "--client-jvm", description = "An option for the JVM of the client.")
    List<String> clientJvm = new ArrayList<>();
}
