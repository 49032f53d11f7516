package io.sessmonitor.deploy.cli;

import io.sessmonitor.scorer.ScorerSettings;
import io.sessmonitor.scorer.match.Profile;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of commands that score or look at pictures themselves. */
final class ScorerOptions {

    @Option(
            names = "--profile",
            paramLabel = "PROFILE|FILE",
            defaultValue = "paper",
            description = "How SeSS is computed: paper, reference (as the authors' demo), or a profile file as tune "
                    + "writes it. Default: ${DEFAULT-VALUE}.")
    private Profile profile;

    @Option(
            names = "--bundle",
            paramLabel = "NAME|PATH",
            defaultValue = "lite",
            description = "Model bundle: an embedded one by name, another by its folder. Default: ${DEFAULT-VALUE}.")
    private String bundle;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            description = "auto, cpu, cuda[:N] or tensorrt[:N]. Default: ${DEFAULT-VALUE}.")
    private String device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Pictures worked on at the same time. Default: as many as there are processors.")
    private Integer threads;

    ScorerSettings settings(List<String> metrics) {
        return settings(metrics, List.of());
    }

    /** @param metricBundles bundles that serve metrics */
    ScorerSettings settings(List<String> metrics, List<String> metricBundles) {
        if (bundle.isBlank()) {
            throw CommandException.usage("--bundle: give the name of a bundle or a folder");
        }
        if (threads != null && threads < 1) {
            throw CommandException.usage("--threads: must be at least 1, not " + threads);
        }
        ScorerSettings defaults = ScorerSettings.defaults();
        return new ScorerSettings(
                bundle,
                profile,
                device,
                threads == null ? defaults.threads() : threads,
                defaults.maxPairsInFlight(),
                defaults.maxBytesInFlight(),
                defaults.maxBatch(),
                defaults.maxBatchWait(),
                defaults.graphCache(),
                defaults.decodeLimits(),
                metrics,
                metricBundles);
    }
}
