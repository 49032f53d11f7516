package io.sessmonitor.scorer.lite;

import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.scorer.engine.Network;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.match.SimilarityMap;
import io.sessmonitor.scorer.scenegraph.Labeller;
import io.sessmonitor.scorer.scenegraph.LinearProbe;
import io.sessmonitor.scorer.scenegraph.SceneGraphModels;
import java.util.List;

/** Makes the models of a bundle of family {@code lite}. */
public final class LiteModels {

    /** The bundle's family, see {@link Bundle#family()}. */
    public static final String FAMILY = "lite";

    /** The bundle's component that holds the network. */
    public static final String NETWORK = "network";

    private LiteModels() {}

    /**
     * @param network runs the bundle's component {@link #NETWORK}; stays the caller's, who closes it
     * @throws BundleException if the bundle is of another family, or its settings or data do not fit
     */
    public static SceneGraphModels<?> of(Bundle bundle, Network network, Profile profile) throws BundleException {
        return models(bundle, network, profile);
    }

    static SceneGraphModels<LiteSegmentation> models(Bundle bundle, Network network, Profile profile)
            throws BundleException {
        if (!bundle.family().equals(FAMILY)) {
            throw new BundleException(
                    BundleException.Problem.BAD_CONTENT,
                    "bundle " + bundle.name() + " is of family '" + bundle.family() + "', not '" + FAMILY + "'");
        }
        LiteSettings settings = LiteSettings.of(bundle);
        return new SceneGraphModels<>(
                new LiteSegmenter(new LiteNetwork(network, settings), settings),
                new FeaturePooling(profile),
                new GeometricRelations(predicates(bundle), settings.minRelationScore(), settings.maxRelations()),
                new SaliencyImportance(
                        new SpectralResidual(settings.saliencySize(), settings.saliencySigma()),
                        settings.importanceFloor(),
                        profile),
                labeller(bundle, settings),
                SimilarityMap.sine(settings.calFloor()));
    }

    private static int[] predicates(Bundle bundle) throws BundleException {
        List<String> names = bundle.predicates();
        int[] indexes = new int[GeometricRelations.PREDICATES.size()];
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = names.indexOf(GeometricRelations.PREDICATES.get(i));
            if (indexes[i] < 0) {
                throw new BundleException(
                        BundleException.Problem.BAD_CONTENT,
                        "bundle " + bundle.name() + " lacks the predicate '" + GeometricRelations.PREDICATES.get(i)
                                + "', which its family gives");
            }
        }
        return indexes;
    }

    private static Labeller labeller(Bundle bundle, LiteSettings settings) throws BundleException {
        if (bundle.labels().isEmpty()) {
            return Labeller.NONE;
        }
        var probe = bundle.labels().get();
        if (probe.weights()[0].length != settings.featureChannels()) {
            throw new BundleException(
                    BundleException.Problem.BAD_CONTENT,
                    "bundle " + bundle.name() + ": the labels' weights have " + probe.weights()[0].length
                            + " columns, the features " + settings.featureChannels() + " channels");
        }
        return new LinearProbe(probe, settings.labelScale(), settings.labelConfidence());
    }
}
