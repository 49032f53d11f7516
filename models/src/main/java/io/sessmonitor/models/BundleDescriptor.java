package io.sessmonitor.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;

/**
 * bundle.yaml as written; one component of the record per key. {@link BundleYaml} reads it.
 *
 * @param format of bundle.yaml itself, 1
 * @param name of the bundle: lower-case letters, digits, dash
 * @param version of the bundle; a new one whenever a score can change
 * @param family which recipe runs it, {@code lite}
 * @param licence SPDX expression for the bundle as a whole
 * @param source where the weights come from, for people
 * @param components the files, by component name
 * @param predicates names in the order of the relation indexes, and those the bundle can emit; null, as are the three
 *     below, in a bundle that only serves a metric
 * @param relationSimilarity component with the predicates' similarities
 * @param labels names of the classes and the component with the probe; null when the bundle names nothing
 * @param matchThreshold similarity below which a matched object counts as lost
 * @param settings every constant of the recipe; read by the family's code
 */
record BundleDescriptor(
        int format,
        String name,
        String version,
        String family,
        String licence,
        String source,
        SortedMap<String, Component> components,
        Predicates predicates,
        String relationSimilarity,
        Labels labels,
        Double matchThreshold,
        JsonNode settings) {

    record Component(String file, String sha256, long size, String licence, String source) {}

    record Predicates(List<String> names, List<String> emitted) {}

    record Labels(String component, List<String> names) {}

    static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,39}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final long MAX_COMPONENT = 8L << 30;
    private static final int MAX_COMPONENTS = 64;
    private static final int MAX_NAMES = 10_000;

    /** @throws BundleException naming the key that is missing or out of range */
    void validate() throws BundleException {
        need(format == 1, "format", "must be 1");
        matches(NAME, "name", name);
        matches(VERSION, "version", version);
        matches(NAME, "family", family);
        need(filled(licence), "licence", "is missing");
        need(filled(source), "source", "is missing");
        need(components != null && !components.isEmpty(), "components", "is missing or empty");
        need(components.size() <= MAX_COMPONENTS, "components", "has more than " + MAX_COMPONENTS + " entries");
        for (Map.Entry<String, Component> entry : components.entrySet()) {
            validate(entry.getKey(), entry.getValue());
        }
        if (forGraphs()) {
            validateGraphs();
        }
        need(settings != null && settings.isObject(), "settings", "is missing or no mapping");
    }

    /** Whether the bundle makes scene graphs; one that only serves a metric has none of what is needed for them. */
    boolean forGraphs() {
        return predicates != null || relationSimilarity != null || labels != null || matchThreshold != null;
    }

    private void validateGraphs() throws BundleException {
        need(predicates != null, "predicates", "is missing");
        distinct("predicates.names", predicates.names());
        distinct("predicates.emitted", predicates.emitted());
        need(
                predicates.names().containsAll(predicates.emitted()),
                "predicates.emitted",
                "has a name that predicates.names lacks");
        component("relation_similarity", relationSimilarity);
        if (labels != null) {
            component("labels.component", labels.component());
            distinct("labels.names", labels.names());
        }
        need(matchThreshold != null, "match_threshold", "is missing");
        need(matchThreshold >= -1 && matchThreshold <= 1, "match_threshold", "must lie in -1..1");
    }

    private static void validate(String key, Component component) throws BundleException {
        String at = "components." + key;
        need(NAME.matcher(key).matches(), at, "is no component name (lower-case letters, digits, dash)");
        need(component != null && component.file() != null, at + ".file", "is missing");
        if (!BundleSource.isSafe(component.file())) {
            throw new BundleException(
                    BundleException.Problem.UNSAFE_FILE_NAME,
                    "bundle.yaml: " + at + ".file: '" + component.file()
                            + "' is refused: a file name is relative, stays inside the bundle and uses only letters,"
                            + " digits and . _ - /");
        }
        matches(SHA256, at + ".sha256", component.sha256());
        need(
                component.size() > 0 && component.size() <= MAX_COMPONENT,
                at + ".size",
                "must lie in 1.." + MAX_COMPONENT);
    }

    private void component(String key, String value) throws BundleException {
        need(value != null, key, "is missing");
        need(
                components.containsKey(value),
                key,
                "names no component: '" + value + "'; there are " + components.keySet());
    }

    private static void distinct(String key, List<String> names) throws BundleException {
        need(names != null && !names.isEmpty(), key, "is missing or empty");
        need(names.size() <= MAX_NAMES, key, "has more than " + MAX_NAMES + " names");
        need(names.stream().allMatch(BundleDescriptor::filled), key, "has an empty name");
        need(names.stream().distinct().count() == names.size(), key, "has a name twice");
    }

    private static void matches(Pattern pattern, String key, String value) throws BundleException {
        need(value != null, key, "is missing");
        need(pattern.matcher(value).matches(), key, "'" + value + "' does not fit " + pattern.pattern());
    }

    private static boolean filled(String text) {
        return text != null && !text.isBlank();
    }

    private static void need(boolean holds, String key, String what) throws BundleException {
        if (!holds) {
            throw new BundleException(BundleException.Problem.MALFORMED, "bundle.yaml: " + key + " " + what);
        }
    }
}
