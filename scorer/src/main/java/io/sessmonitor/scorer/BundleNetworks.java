package io.sessmonitor.scorer;

import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.scorer.engine.Engine;
import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.engine.Network;
import io.sessmonitor.scorer.full.FullModels;
import io.sessmonitor.scorer.lite.LiteModels;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.scenegraph.SceneGraphModels;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A bundle and its networks, loaded; knows the families. Thread-safe. */
final class BundleNetworks implements AutoCloseable {

    private final Bundle bundle;
    private final Map<String, Network> networks;

    /** @param networks by component; closed with this */
    BundleNetworks(Bundle bundle, Map<String, Network> networks) {
        this.bundle = bundle;
        this.networks = Map.copyOf(networks);
    }

    /** @throws BundleException if the bundle is of an unknown family, or a network is missing or cannot be loaded */
    static BundleNetworks load(Engine engine, Bundle bundle) throws BundleException {
        Map<String, Network> networks = new LinkedHashMap<>();
        try {
            for (String component : components(bundle)) {
                networks.put(component, load(engine, bundle, component));
            }
            return new BundleNetworks(bundle, networks);
        } catch (BundleException | RuntimeException e) {
            networks.values().forEach(Network::close);
            throw e;
        }
    }

    private static Network load(Engine engine, Bundle bundle, String component) throws BundleException {
        try {
            String name = bundle.name() + "/" + component;
            Optional<Path> path = bundle.path(component);
            return path.isPresent() ? engine.load(name, path.get()) : engine.load(name, bundle.file(component));
        } catch (InferenceException e) {
            throw new BundleException(
                    BundleException.Problem.BAD_CONTENT, "bundle '" + bundle.name() + "': " + e.getMessage(), e);
        }
    }

    private static List<String> components(Bundle bundle) throws BundleException {
        return switch (bundle.family()) {
            case LiteModels.FAMILY -> List.of(LiteModels.NETWORK);
            case FullModels.FAMILY -> FullModels.NETWORKS;
            default ->
                throw new BundleException(
                        BundleException.Problem.BAD_CONTENT,
                        "bundle " + bundle.name() + " is of family '" + bundle.family() + "'; known are '"
                                + LiteModels.FAMILY + "' and '" + FullModels.FAMILY + "'");
        };
    }

    Bundle bundle() {
        return bundle;
    }

    /** @throws BundleException if the bundle's settings or data do not fit its family */
    SceneGraphModels<?> models(Profile profile) throws BundleException {
        return bundle.family().equals(FullModels.FAMILY)
                ? FullModels.of(bundle, networks, profile)
                : LiteModels.of(bundle, networks.get(LiteModels.NETWORK), profile);
    }

    @Override
    public void close() {
        networks.values().forEach(Network::close);
    }
}
