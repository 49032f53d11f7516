package io.sessmonitor.scorer;

import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleCatalog;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.scorer.engine.Device;
import io.sessmonitor.scorer.engine.DeviceException;
import io.sessmonitor.scorer.engine.Engine;
import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.engine.Network;
import io.sessmonitor.scorer.explain.ExplanationBuilder;
import io.sessmonitor.scorer.lite.LiteModels;
import io.sessmonitor.scorer.match.GraphMatcher;
import io.sessmonitor.scorer.scenegraph.SceneGraphBuilder;
import io.sessmonitor.scorer.scenegraph.SceneGraphModels;
import io.sessmonitor.scorer.scenegraph.Segmentation;

/** Makes scorers. */
public final class SessScorers {

    private SessScorers() {}

    /**
     * Opens the bundle, chooses the device, loads the networks.
     *
     * @return a scorer that runs until it is closed
     * @throws BundleException if the bundle is unknown, damaged, or of a kind that is not known here
     * @throws DeviceException if the device is unknown or cannot be used
     */
    public static SessScorer create(ScorerSettings settings) throws BundleException, DeviceException {
        Device wanted = Device.parse(settings.device());
        Bundle bundle = BundleCatalog.open(settings.bundle());
        Engine engine = Engine.open(wanted, settings.maxBatch(), settings.maxBatchWait());
        Network network = load(engine, bundle);
        try {
            return create(settings, bundle, engine.device(), network);
        } catch (BundleException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    /**
     * The parts of a scorer, for tuning and calibrating.
     *
     * @throws BundleException as {@link #create}
     * @throws DeviceException as {@link #create}
     */
    public static SceneGraphs graphs(ScorerSettings settings) throws BundleException, DeviceException {
        Device wanted = Device.parse(settings.device());
        Bundle bundle = BundleCatalog.open(settings.bundle());
        Engine engine = Engine.open(wanted, settings.maxBatch(), settings.maxBatchWait());
        Network network = load(engine, bundle);
        try {
            return new BundleGraphs(
                    create(settings, bundle, engine.device(), network),
                    bundle,
                    profile -> LiteModels.of(bundle, network, profile));
        } catch (BundleException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private static Network load(Engine engine, Bundle bundle) throws BundleException {
        try {
            return engine.load(bundle.name(), bundle.file(LiteModels.NETWORK));
        } catch (InferenceException e) {
            throw new BundleException(
                    BundleException.Problem.BAD_CONTENT, "bundle '" + bundle.name() + "': " + e.getMessage(), e);
        }
    }

    /** @param network runs the bundle's network on the device; the scorer closes it */
    static SessScorer create(ScorerSettings settings, Bundle bundle, Device device, Network network)
            throws BundleException {
        SceneGraphModels<?> models = LiteModels.of(bundle, network, settings.profile());
        return new StagedScorer(
                settings,
                new ScorerIdentity(
                        settings.profile(), bundle.name(), bundle.version(), bundle.sha256(), device.toString()),
                graphMaker(models),
                new GraphMatcher(settings.profile(), bundle.relationSimilarity(), models.similarity()),
                new ExplanationBuilder(bundle.matchThreshold(), bundle.predicates()),
                network::close);
    }

    private static <S extends Segmentation> StagedScorer.GraphMaker graphMaker(SceneGraphModels<S> models) {
        return new SceneGraphBuilder<>(models)::build;
    }
}
