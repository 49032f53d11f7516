package io.sessmonitor.scorer.metric;

import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleCatalog;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.scorer.clip.ClipImageEncoder;
import io.sessmonitor.scorer.clip.EncoderSettings;
import io.sessmonitor.scorer.engine.Engine;
import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.engine.Network;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The metrics that need networks, each served by a bundle that a user names. Thread-safe; frees the networks. */
public final class MetricBundles implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MetricBundles.class);

    private final List<Network> networks = new ArrayList<>();
    private final List<Metric> metrics = new ArrayList<>();
    private final Map<String, Bundle> bundles = new TreeMap<>();

    private MetricBundles() {}

    /**
     * As {@link Metrics#parse}, with the metrics that these bundles serve.
     *
     * @param bundles names or paths
     * @throws IllegalArgumentException for a name nobody has, or that no bundle serves, and if a bundle is unknown or
     *     damaged, or serves no metric, or the same as another
     */
    public static List<String> parse(String words, List<String> bundles) {
        List<String> served = new ArrayList<>();
        try {
            for (Bundle bundle : open(bundles)) {
                served.add(served(bundle).name());
            }
        } catch (BundleException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return Metrics.parse(words, served);
    }

    /**
     * Opens the bundles and loads their networks.
     *
     * @throws BundleException if one is unknown or damaged, or serves no metric, or the same as another, and if a network
     *     cannot be loaded or its settings do not fit
     */
    public static MetricBundles load(List<String> bundles, Engine engine) throws BundleException {
        MetricBundles loaded = new MetricBundles();
        try {
            for (Bundle bundle : open(bundles)) {
                Metric metric = loaded.metric(bundle, engine);
                loaded.metrics.add(metric);
                loaded.bundles.put(metric.name(), bundle);
                LOG.info("metric {}: bundle {}", metric.name(), bundle);
            }
            return loaded;
        } catch (BundleException | RuntimeException e) {
            loaded.close();
            throw e;
        }
    }

    /** No bundles. */
    public static MetricBundles none() {
        return new MetricBundles();
    }

    /** One for each bundle. */
    public List<Metric> metrics() {
        return List.copyOf(metrics);
    }

    /** Which bundle serves each of the metrics, by the metric's name, sorted. */
    public Map<String, Bundle> bundles() {
        return Collections.unmodifiableMap(bundles);
    }

    @Override
    public void close() {
        networks.forEach(Network::close);
    }

    private static List<Bundle> open(List<String> bundles) throws BundleException {
        List<Bundle> opened = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String bundle : bundles) {
            opened.add(BundleCatalog.open(bundle));
            String name = served(opened.get(opened.size() - 1)).name();
            if (names.contains(name)) {
                throw new BundleException(
                        BundleException.Problem.BAD_CONTENT,
                        "bundle '" + bundle + "': another bundle serves the metric " + name
                                + " already; give one of them");
            }
            names.add(name);
        }
        return opened;
    }

    private static MetricDescription served(Bundle bundle) throws BundleException {
        if (bundle.family().equals(LearnedPerceptualDistance.FAMILY)) {
            return LearnedPerceptualDistance.DESCRIPTION;
        }
        if (bundle.family().equals(VitScore.FAMILY)) {
            return VitScore.DESCRIPTION;
        }
        if (bundle.components().contains(ClipImageEncoder.COMPONENT)) {
            return ClipScore.DESCRIPTION;
        }
        throw new BundleException(
                BundleException.Problem.BAD_CONTENT,
                "bundle " + bundle.name() + " of family '" + bundle.family()
                        + "' serves no metric: that do those of family '"
                        + LearnedPerceptualDistance.FAMILY + "' or '" + VitScore.FAMILY
                        + "', and those with a component '"
                        + ClipImageEncoder.COMPONENT + "'");
    }

    private Metric metric(Bundle bundle, Engine engine) throws BundleException {
        MetricDescription served = served(bundle);
        if (served == LearnedPerceptualDistance.DESCRIPTION) {
            return new LearnedPerceptualDistance(network(bundle, LearnedPerceptualDistance.NETWORK, engine), bundle);
        }
        if (served == VitScore.DESCRIPTION) {
            return new VitScore(network(bundle, VitScore.NETWORK, engine), bundle);
        }
        return new ClipScore(
                new ClipImageEncoder(network(bundle, ClipImageEncoder.COMPONENT, engine), EncoderSettings.of(bundle)));
    }

    private Network network(Bundle bundle, String component, Engine engine) throws BundleException {
        try {
            Network network = engine.load(bundle.name(), bundle.file(component));
            networks.add(network);
            return network;
        } catch (InferenceException e) {
            throw new BundleException(
                    BundleException.Problem.BAD_CONTENT, "bundle '" + bundle.name() + "': " + e.getMessage(), e);
        }
    }
}
