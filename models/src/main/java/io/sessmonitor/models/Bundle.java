package io.sessmonitor.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A model bundle whose files were all verified when it was opened. Immutable and safe to share between threads;
 * arrays and trees it hands out are copies.
 */
public final class Bundle {

    private final BundleDescriptor descriptor;
    private final String sha256;
    private final BundleFiles files;
    private final double[][] relationSimilarity;
    private final LabelProbe labels;

    private Bundle(BundleDescriptor descriptor, String sha256, BundleFiles files) throws BundleException {
        this.descriptor = descriptor;
        this.sha256 = sha256;
        this.files = files;
        this.relationSimilarity = descriptor.forGraphs()
                ? BundleData.relationSimilarity(
                        file(descriptor.relationSimilarity()),
                        descriptor.predicates().names())
                : new double[0][];
        this.labels = descriptor.labels() == null
                ? null
                : BundleData.labels(
                        file(descriptor.labels().component()),
                        descriptor.labels().names());
    }

    /** Reads bundle.yaml, verifies every file and parses the small ones. */
    static Bundle open(BundleFiles files) throws BundleException {
        byte[] yaml = files.descriptor();
        BundleDescriptor descriptor = BundleYaml.parse(yaml);
        for (FileCheck check : verify(descriptor, files)) {
            files.require(check);
        }
        return new Bundle(descriptor, BundleFiles.sha256(yaml), files);
    }

    static List<FileCheck> verify(BundleDescriptor descriptor, BundleFiles files) {
        List<FileCheck> checks = new ArrayList<>();
        descriptor.components().forEach((name, component) -> checks.add(files.check(name, component)));
        return checks;
    }

    /** Whether a bundle may be called so: lower-case letters, digits, dash. */
    public static boolean isName(String name) {
        return BundleDescriptor.NAME.matcher(name).matches();
    }

    /** Whether a file of a bundle may be called so: relative, inside the bundle, only letters, digits and {@code . _ - /}. */
    public static boolean isFileName(String file) {
        return BundleSource.isSafe(file);
    }

    public String name() {
        return descriptor.name();
    }

    /** Changes whenever a score can change. */
    public String version() {
        return descriptor.version();
    }

    /** SHA-256 of bundle.yaml, 64 lower-case hexadecimal digits; as that holds every file's hash, it names the whole. */
    public String sha256() {
        return sha256;
    }

    /** Which recipe runs the bundle, such as {@code lite}. */
    public String family() {
        return descriptor.family();
    }

    /** SPDX expression. */
    public String licence() {
        return descriptor.licence();
    }

    /** Where the weights come from, for people. */
    public String source() {
        return descriptor.source();
    }

    /** Where the bundle lies, for people. */
    public String location() {
        return files.source().describe();
    }

    /** Predicate names; a relation's predicate is an index into them. None in a bundle that only serves a metric. */
    public List<String> predicates() {
        return descriptor.forGraphs() ? List.copyOf(descriptor.predicates().names()) : List.of();
    }

    /** Those of {@link #predicates()} that the bundle's relation model can produce. */
    public Set<String> emittedPredicates() {
        return descriptor.forGraphs() ? Set.copyOf(descriptor.predicates().emitted()) : Set.of();
    }

    /** Similarity of each two predicates, -1..1, symmetric, 1 on the diagonal. */
    public double[][] relationSimilarity() {
        double[][] copy = new double[relationSimilarity.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = relationSimilarity[i].clone();
        }
        return copy;
    }

    /**
     * Objects matched with a similarity below this count as lost (or invented).
     *
     * @throws IllegalStateException if the bundle only serves a metric
     */
    public double matchThreshold() {
        if (!descriptor.forGraphs()) {
            throw new IllegalStateException("bundle " + name() + " makes no scene graphs");
        }
        return descriptor.matchThreshold();
    }

    /** Names objects for people; empty when the bundle names nothing. */
    public Optional<LabelProbe> labels() {
        return Optional.ofNullable(labels);
    }

    /** Every constant of the recipe, the mapping {@code settings} of bundle.yaml. */
    public JsonNode settings() {
        return descriptor.settings().deepCopy();
    }

    /** Names of the bundle's files, ascending. */
    public List<String> components() {
        return List.copyOf(descriptor.components().keySet());
    }

    /**
     * A file's bytes, read now and verified again: they are exactly those that bundle.yaml's hash is of.
     *
     * @param component a name of {@link #components()}, such as {@code network}
     * @throws BundleException if there is no such component, or the file changed since the bundle was opened
     */
    public byte[] file(String component) throws BundleException {
        return files.read(component, descriptor(component));
    }

    /**
     * Where a file lies on disk, for networks that are better not read into memory; verified again just now.
     *
     * @param component a name of {@link #components()}
     * @return nothing for a bundle inside the jar, whose files are small
     * @throws BundleException if there is no such component, or the file changed since the bundle was opened
     */
    public Optional<Path> path(String component) throws BundleException {
        BundleDescriptor.Component found = descriptor(component);
        Optional<Path> path = files.source().path(found.file());
        if (path.isPresent()) {
            files.require(files.check(component, found));
        }
        return path;
    }

    private BundleDescriptor.Component descriptor(String component) throws BundleException {
        BundleDescriptor.Component found = descriptor.components().get(component);
        if (found == null) {
            throw new BundleException(
                    BundleException.Problem.MISSING_FILE,
                    "bundle " + name() + " has no component '" + component + "'; it has " + components());
        }
        return found;
    }

    /** Reads every file again and says what it found; never throws for a bad file. */
    public List<FileCheck> verify() {
        return verify(descriptor, files);
    }

    @Override
    public String toString() {
        return name() + " " + version() + " (" + sha256.substring(0, 12) + ")";
    }
}
