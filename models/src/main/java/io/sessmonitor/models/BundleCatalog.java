package io.sessmonitor.models;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds bundles: those in the jar by name, then those in the user's {@link ModelsFolder} by name, others as a folder with a
 * bundle.yaml. A folder that has the name of a pulled bundle is meant by {@code ./NAME}. Stateless.
 */
public final class BundleCatalog {

    /** Place in the jar of each embedded bundle. */
    private static final Map<String, String> EMBEDDED = new TreeMap<>(Map.of("lite", "models/lite/1"));

    private BundleCatalog() {}

    /** Names of the bundles inside the jar, ascending. */
    public static List<String> embedded() {
        return List.copyOf(EMBEDDED.keySet());
    }

    /**
     * Opens a bundle and verifies all its files.
     *
     * @param nameOrPath the name of an embedded or of a pulled bundle, or a folder that holds a bundle.yaml (or that file itself)
     * @throws BundleException naming the bundle and what is wrong with it
     */
    public static Bundle open(String nameOrPath) throws BundleException {
        return open(nameOrPath, ModelsFolder.of(System.getenv()));
    }

    /** The same with another folder of pulled bundles. */
    public static Bundle open(String nameOrPath, ModelsFolder pulled) throws BundleException {
        BundleFiles files = find(nameOrPath, pulled);
        try {
            return Bundle.open(files);
        } catch (BundleException e) {
            throw inBundle(nameOrPath, e);
        }
    }

    /**
     * Reads every file of a bundle and says what it found, for bundles that cannot be opened too.
     *
     * @return one verdict per file, by component name
     * @throws BundleException if the bundle is unknown or its bundle.yaml is malformed
     */
    public static List<FileCheck> verify(String nameOrPath) throws BundleException {
        return verify(nameOrPath, ModelsFolder.of(System.getenv()));
    }

    /** The same with another folder of pulled bundles. */
    public static List<FileCheck> verify(String nameOrPath, ModelsFolder pulled) throws BundleException {
        BundleFiles files = find(nameOrPath, pulled);
        try {
            return Bundle.verify(BundleYaml.parse(files.descriptor()), files);
        } catch (BundleException e) {
            throw inBundle(nameOrPath, e);
        }
    }

    private static BundleFiles find(String nameOrPath, ModelsFolder pulled) throws BundleException {
        String place = EMBEDDED.get(nameOrPath);
        if (place != null) {
            return new BundleFiles(new BundleSource.Resources(place));
        }
        Optional<Path> there = pulled.find(nameOrPath);
        if (there.isPresent()) {
            return new BundleFiles(new BundleSource.Folder(there.get()));
        }
        try {
            Path path = Path.of(nameOrPath);
            Path folder = path.endsWith(BundleYaml.FILE) ? path.toAbsolutePath().getParent() : path;
            if (!nameOrPath.isBlank() && Files.isDirectory(folder)) {
                return new BundleFiles(new BundleSource.Folder(folder));
            }
        } catch (InvalidPathException e) {
            throw unknown(nameOrPath, e);
        }
        throw unknown(nameOrPath, null);
    }

    private static BundleException unknown(String nameOrPath, Exception cause) {
        String near = NearestName.of(nameOrPath, EMBEDDED.keySet())
                .map(name -> "; did you mean '" + name + "'?")
                .orElse("");
        return new BundleException(
                BundleException.Problem.UNKNOWN_BUNDLE,
                "no bundle '" + nameOrPath + "'" + near + " (embedded: " + String.join(", ", EMBEDDED.keySet())
                        + "). Name one of these, one that was pulled, or a folder that holds a " + BundleYaml.FILE,
                cause);
    }

    private static BundleException inBundle(String nameOrPath, BundleException e) {
        return new BundleException(e.problem(), "bundle '" + nameOrPath + "': " + e.getMessage(), e.getCause());
    }
}
