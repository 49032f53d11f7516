package io.sessmonitor.deploy.doctor;

import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleCatalog;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.models.FileCheck;
import io.sessmonitor.scorer.ScorerIdentity;
import io.sessmonitor.scorer.ScorerSettings;
import io.sessmonitor.scorer.engine.Device;
import io.sessmonitor.scorer.engine.DeviceException;
import io.sessmonitor.scorer.engine.Engine;
import io.sessmonitor.scorer.metric.MetricBundles;
import io.sessmonitor.scorer.tune.Calibration;
import io.sessmonitor.scorer.tune.CalibrationException;
import io.sessmonitor.topology.config.ScoringConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The model bundle, those that serve metrics, and the calibration: hashes, that all opens, and that it fits together. */
final class ModelsCheck implements Check {

    @Override
    public String name() {
        return "models";
    }

    @Override
    public List<Finding> run(DoctorContext context) {
        Findings findings = new Findings(name());
        ScoringConfig scoring = context.config().scoring();
        Optional<Bundle> bundle = bundle(scoring.scorer().bundle(), findings);
        metricBundles(scoring.scorer(), findings);
        if (scoring.calibration().isPresent() && bundle.isPresent()) {
            calibration(scoring.calibration().get(), scoring.scorer(), bundle.get(), findings);
        }
        return findings.all();
    }

    private static Optional<Bundle> bundle(String name, Findings findings) {
        try {
            List<FileCheck> bad = BundleCatalog.verify(name).stream()
                    .filter(check -> !check.ok())
                    .toList();
            for (FileCheck check : bad) {
                findings.problem("bundle '" + name + "': " + check.describe() + "; get the bundle anew");
            }
            if (bad.isEmpty()) {
                Bundle bundle = BundleCatalog.open(name);
                findings.ok(
                        "bundle " + bundle + " opens, " + bundle.components().size() + " files verified");
                return Optional.of(bundle);
            }
        } catch (BundleException e) {
            findings.problem(e.getMessage());
        }
        return Optional.empty();
    }

    private static void metricBundles(ScorerSettings settings, Findings findings) {
        if (settings.metricBundles().isEmpty()) {
            return;
        }
        // On a CPU: a GPU may have no room beside a running monitor.
        try (MetricBundles loaded =
                MetricBundles.load(settings.metricBundles(), Engine.open(Device.parse("cpu"), 1, Duration.ZERO))) {
            loaded.bundles().forEach((metric, bundle) -> {
                if (settings.metrics().contains(metric)) {
                    findings.ok("metric " + metric + ": bundle " + bundle + " loads");
                } else {
                    findings.note("metric " + metric + ": bundle " + bundle + " loads, but the metric is not among "
                            + ScoringConfig.METRICS);
                }
            });
        } catch (BundleException | DeviceException e) {
            findings.problem(ScoringConfig.METRIC_BUNDLES + ": " + e.getMessage());
        }
    }

    private static void calibration(
            Calibration calibration, ScorerSettings settings, Bundle bundle, Findings findings) {
        try {
            calibration.requireFor(new ScorerIdentity(
                    settings.profile(), bundle.name(), bundle.version(), bundle.sha256(), settings.device()));
            findings.ok("calibration " + calibration.id() + " is for profile "
                    + settings.profile().id() + " and bundle " + bundle);
        } catch (CalibrationException e) {
            findings.problem(ScoringConfig.CALIBRATION + ": " + e.getMessage());
        }
    }
}
