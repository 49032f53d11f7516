package io.sessmonitor.scorer;

import io.sessmonitor.models.Bundle;
import io.sessmonitor.scorer.match.Profile;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What makes a score: two scores compare only when these are equal.
 *
 * @param bundleSha256 SHA-256 of the bundle's description, which holds the hash of each of its files; hexadecimal
 * @param device where the networks run, for example {@code cpu}; not part of what makes scores comparable
 * @param metricBundles bundles with the networks of those of the metrics that have some, by the metric's name, sorted
 * @param calibration id of what makes the metric {@code calibrated}, if there is one
 */
public record ScorerIdentity(
        Profile profile,
        String bundleName,
        String bundleVersion,
        String bundleSha256,
        String device,
        Map<String, MetricBundle> metricBundles,
        Optional<String> calibration) {

    /**
     * A bundle that serves a metric.
     *
     * @param sha256 of the bundle's description, hexadecimal
     */
    public record MetricBundle(String name, String version, String sha256) {

        static MetricBundle of(Bundle bundle) {
            return new MetricBundle(bundle.name(), bundle.version(), bundle.sha256());
        }
    }

    /** Without metrics that have networks, and without a calibration. */
    public ScorerIdentity(
            Profile profile, String bundleName, String bundleVersion, String bundleSha256, String device) {
        this(profile, bundleName, bundleVersion, bundleSha256, device, Map.of(), Optional.empty());
    }

    public ScorerIdentity {
        metricBundles = Collections.unmodifiableMap(new TreeMap<>(metricBundles));
    }

    /** This one with a calibration. */
    ScorerIdentity calibratedBy(String id) {
        return new ScorerIdentity(
                profile, bundleName, bundleVersion, bundleSha256, device, metricBundles, Optional.of(id));
    }
}
