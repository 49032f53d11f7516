package io.sessmonitor.scorer;

import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleCatalog;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.scorer.engine.Device;
import io.sessmonitor.scorer.engine.DeviceException;
import io.sessmonitor.scorer.engine.Engine;
import io.sessmonitor.scorer.explain.ExplanationBuilder;
import io.sessmonitor.scorer.match.GraphMatcher;
import io.sessmonitor.scorer.metric.MetricBundles;
import io.sessmonitor.scorer.metric.Metrics;
import io.sessmonitor.scorer.scenegraph.SceneGraphBuilder;
import io.sessmonitor.scorer.scenegraph.SceneGraphModels;
import io.sessmonitor.scorer.scenegraph.Segmentation;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes scorers. */
public final class SessScorers {

    private SessScorers() {}

    /**
     * Opens the bundle, chooses the device, loads the networks.
     *
     * @return a scorer that runs until it is closed
     * @throws BundleException if a bundle is unknown, damaged, or of a kind that is not known here
     * @throws IllegalArgumentException if a metric is asked for that no bundle serves
     * @throws DeviceException if the device is unknown or cannot be used
     */
    public static SessScorer create(ScorerSettings settings) throws BundleException, DeviceException {
        return open(settings, (device, networks, metrics) -> create(settings, device, networks, metrics));
    }

    /**
     * The parts of a scorer, for tuning and calibrating.
     *
     * @throws BundleException as {@link #create}
     * @throws DeviceException as {@link #create}
     */
    public static SceneGraphs graphs(ScorerSettings settings) throws BundleException, DeviceException {
        return open(
                settings,
                (device, networks, metrics) -> new BundleGraphs(
                        create(settings, device, networks, metrics), networks.bundle(), networks::models));
    }

    /** Makes something that owns the networks. */
    private interface Maker<T> {
        T of(Device device, BundleNetworks networks, MetricBundles metrics) throws BundleException;
    }

    private static <T> T open(ScorerSettings settings, Maker<T> maker) throws BundleException, DeviceException {
        Device wanted = Device.parse(settings.device());
        Bundle bundle = BundleCatalog.open(settings.bundle());
        Engine engine = Engine.open(wanted, settings.maxBatch(), settings.maxBatchWait());
        MetricBundles metrics = MetricBundles.load(settings.metricBundles(), engine);
        BundleNetworks networks = null;
        try {
            networks = BundleNetworks.load(engine, bundle);
            return maker.of(engine.device(), networks, metrics);
        } catch (BundleException | RuntimeException e) {
            if (networks != null) {
                networks.close();
            }
            metrics.close();
            throw e;
        }
    }

    /**
     * @param networks run the bundle's networks on the device; the scorer closes them
     * @param metrics serve the metrics that need networks; the scorer closes them
     */
    static SessScorer create(ScorerSettings settings, Device device, BundleNetworks networks, MetricBundles metrics)
            throws BundleException {
        Bundle bundle = networks.bundle();
        SceneGraphModels<?> models = networks.models(settings.profile());
        return new StagedScorer(
                settings,
                new ScorerIdentity(
                        settings.profile(),
                        bundle.name(),
                        bundle.version(),
                        bundle.sha256(),
                        device.toString(),
                        metricBundles(settings, metrics),
                        Optional.empty()),
                graphMaker(models),
                new GraphMatcher(settings.profile(), bundle.relationSimilarity(), models.similarity()),
                new ExplanationBuilder(bundle.matchThreshold(), bundle.predicates()),
                Metrics.named(settings.metrics(), metrics.metrics()),
                () -> {
                    networks.close();
                    metrics.close();
                });
    }

    /** Of the metrics that are asked for only: the others leave no trace in a score. */
    private static Map<String, ScorerIdentity.MetricBundle> metricBundles(
            ScorerSettings settings, MetricBundles metrics) {
        return metrics.bundles().entrySet().stream()
                .filter(served -> settings.metrics().contains(served.getKey()))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, served -> ScorerIdentity.MetricBundle.of(served.getValue())));
    }

    private static <S extends Segmentation> StagedScorer.GraphMaker graphMaker(SceneGraphModels<S> models) {
        return new SceneGraphBuilder<>(models)::build;
    }
}
