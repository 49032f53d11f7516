package io.sessmonitor.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sessmonitor.models.BundleException.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles on disk, whole and broken. */
class BundleCatalogTest {

    private static final String SIMILARITY = "{\"predicates\":[\"on\",\"in\"],\"similarity\":[[1,0.5],[0.5,1]]}";
    private static final String LABELS = "{\"weights\":[[1,2,3]],\"bias\":[0.5]}";
    private static final String NETWORK = "not really a network";

    @TempDir
    Path folder;

    @BeforeEach
    void write_a_whole_bundle() throws IOException {
        Files.writeString(folder.resolve("net.onnx"), NETWORK);
        Files.createDirectory(folder.resolve("data"));
        Files.writeString(folder.resolve("data/similarity.json"), SIMILARITY);
        Files.writeString(folder.resolve("labels.json"), LABELS);
        yaml(yaml());
    }

    @Test
    void folder_with_a_whole_bundle_opens() throws BundleException {
        Bundle bundle = BundleCatalog.open(folder.toString());

        assertThat(bundle.name()).isEqualTo("tiny");
        assertThat(bundle.matchThreshold()).isEqualTo(.7);
        assertThat(bundle.predicates()).containsExactly("on", "in");
        assertThat(bundle.emittedPredicates()).containsExactly("in");
        assertThat(bundle.relationSimilarity()).isDeepEqualTo(new double[][] {{1, .5}, {.5, 1}});
        assertThat(bundle.labels().orElseThrow().names()).containsExactly("cat");
        assertThat(bundle.settings().path("long_side").asInt()).isEqualTo(512);
        assertThat(bundle.file("network")).asString(StandardCharsets.UTF_8).isEqualTo(NETWORK);
        assertThat(bundle.verify()).hasSize(3).allMatch(FileCheck::ok);
    }

    @Test
    void bundle_yaml_itself_may_be_named() throws BundleException {
        assertThat(BundleCatalog.open(folder.resolve("bundle.yaml").toString()).name())
                .isEqualTo("tiny");
    }

    @Test
    void bundle_without_labels_names_nothing() throws Exception {
        yaml(yaml().replaceAll("(?s)labels:\\n  component.*?\\]\\n", ""));

        assertThat(BundleCatalog.open(folder.toString()).labels()).isEmpty();
    }

    @Test
    void bundle_for_a_metric_has_nothing_for_graphs() throws Exception {
        yaml(yaml().replaceAll("(?s)predicates:.*?match_threshold: 0.7\\n", ""));

        Bundle bundle = BundleCatalog.open(folder.toString());

        assertThat(bundle.predicates()).isEmpty();
        assertThat(bundle.emittedPredicates()).isEmpty();
        assertThat(bundle.relationSimilarity()).isEmpty();
        assertThat(bundle.labels()).isEmpty();
        assertThat(bundle.settings().path("long_side").asInt()).isEqualTo(512);
        assertThatThrownBy(bundle::matchThreshold)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("bundle tiny makes no scene graphs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?s)predicates:.*?emitted: \\[in\\]\\n",
                "relation_similarity: similarity\\n",
                "match_threshold: 0.7\\n"
            })
    void bundle_with_some_of_what_graphs_need_lacks_the_rest(String leftOut) throws Exception {
        yaml(yaml().replaceAll(leftOut, ""));

        assertThatOpening(folder.toString(), Problem.MALFORMED).hasMessageContaining("is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "lit, did you mean 'lite'?",
        "Lite, did you mean 'lite'?",
        "resnet, embedded: lite",
        "'', embedded: lite"
    })
    void unknown_name_is_answered_with_near_ones_and_those_there_are(String name, String said) {
        assertThatOpening(name, Problem.UNKNOWN_BUNDLE)
                .hasMessageContaining("'" + name + "'")
                .hasMessageContaining(said);
    }

    @Test
    void name_that_is_no_path_is_unknown() {
        assertThatOpening("a\0b", Problem.UNKNOWN_BUNDLE);
    }

    @Test
    void folder_without_bundle_yaml_says_so() throws IOException {
        Files.delete(folder.resolve("bundle.yaml"));

        assertThatOpening(folder.toString(), Problem.MISSING_FILE).hasMessageContaining("no bundle.yaml");
    }

    @Test
    void missing_file_is_named() throws IOException {
        Files.delete(folder.resolve("net.onnx"));

        assertThatOpening(folder.toString(), Problem.MISSING_FILE).hasMessageContaining("net.onnx: missing");
    }

    @Test
    void changed_file_is_named_with_both_hashes() throws IOException {
        String changed = NETWORK.replace("not", "now");
        Files.writeString(folder.resolve("net.onnx"), changed);

        assertThatOpening(folder.toString(), Problem.WRONG_HASH)
                .hasMessageContaining("net.onnx")
                .hasMessageContaining(hash(NETWORK))
                .hasMessageContaining(hash(changed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not", NETWORK + "!", NETWORK + NETWORK + NETWORK})
    void file_of_another_length_is_named_with_the_length_expected(String content) throws IOException {
        Files.writeString(folder.resolve("net.onnx"), content);

        assertThatOpening(folder.toString(), Problem.WRONG_SIZE)
                .hasMessageContaining("net.onnx")
                .hasMessageContaining("expected " + NETWORK.length() + " bytes");
    }

    @Test
    void file_that_changes_after_opening_is_noticed() throws Exception {
        Bundle bundle = BundleCatalog.open(folder.toString());
        Files.writeString(folder.resolve("net.onnx"), NETWORK.replace("not", "now"));

        BundleException thrown = catchThrowableOfType(BundleException.class, () -> bundle.file("network"));
        assertThat(thrown.problem()).isEqualTo(Problem.WRONG_HASH);
        assertThat(bundle.verify())
                .filteredOn(check -> !check.ok())
                .extracting(FileCheck::file)
                .containsExactly("net.onnx");
    }

    @Test
    void verify_reports_every_file_of_a_broken_bundle() throws Exception {
        Files.delete(folder.resolve("labels.json"));
        Files.writeString(folder.resolve("net.onnx"), NETWORK.replace("not", "now"));

        List<FileCheck> checks = BundleCatalog.verify(folder.toString());

        assertThat(checks).extracting(FileCheck::component).containsExactly("labels", "network", "similarity");
        assertThat(checks)
                .extracting(FileCheck::state)
                .containsExactly(FileCheck.State.MISSING, FileCheck.State.WRONG_HASH, FileCheck.State.OK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../net.onnx",
                "data/../net.onnx",
                "/etc/passwd",
                "./net.onnx",
                "data//similarity.json",
                ".hidden",
                "C:\\net.onnx",
                "net.onnx\\..",
                "data/"
            })
    void file_name_that_could_lead_out_is_refused(String file) throws IOException {
        yaml(yaml().replace("file: net.onnx", "file: '" + file + "'"));

        assertThatOpening(folder.toString(), Problem.UNSAFE_FILE_NAME).hasMessageContaining(file);
    }

    @Test
    void link_out_of_the_folder_is_refused(@TempDir Path elsewhere) throws IOException {
        Path outside = Files.writeString(elsewhere.resolve("net.onnx"), NETWORK);
        Files.delete(folder.resolve("net.onnx"));
        Files.createSymbolicLink(folder.resolve("net.onnx"), outside);

        assertThatOpening(folder.toString(), Problem.UNREADABLE).hasMessageContaining("net.onnx");
    }

    @Test
    void unknown_key_is_refused_with_its_line_and_a_near_one() throws IOException {
        yaml(yaml().replace("licence: MIT", "license: MIT"));

        assertThatOpening(folder.toString(), Problem.MALFORMED)
                .hasMessageContaining("line 5")
                .hasMessageContaining("unknown key 'license'")
                .hasMessageContaining("did you mean 'licence'?");
    }

    @Test
    void key_given_twice_is_refused() throws IOException {
        yaml(yaml() + "name: other\n");

        assertThatOpening(folder.toString(), Problem.MALFORMED).hasMessageContaining("name");
    }

    @Test
    void text_that_is_no_yaml_is_refused_with_its_line() throws IOException {
        yaml("format: 1\nname: tiny\nversion: [1, 2\nfamily: lite\n");

        assertThatOpening(folder.toString(), Problem.MALFORMED).hasMessageMatching("(?s).*line [3-5]:.*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "- a\n- b\n", "42\n", "\u0000\u0001"})
    void yaml_that_is_no_bundle_is_refused(String text) throws IOException {
        yaml(text);

        assertThatOpening(folder.toString(), Problem.MALFORMED).hasMessageContaining("bundle.yaml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "format: 1 | format: 2 | format",
                "name: tiny | name: ../tiny | name",
                "family: lite | '' | family",
                "licence: MIT | '' | licence",
                "match_threshold: 0.7 | match_threshold: 1.5 | match_threshold",
                "match_threshold: 0.7 | match_threshold: .nan | match_threshold",
                "match_threshold: 0.7 | match_threshold: high | match_threshold",
                "emitted: [in] | emitted: [under] | predicates.emitted",
                "names: [on, in] | names: [on, on] | predicates.names",
                "relation_similarity: similarity | relation_similarity: similar | relation_similarity",
                "size: 20 | size: 0 | components.network.size",
                "size: 20 | size: 99999999999999 | components.network.size",
                "size: 20 | size: many | size",
                "settings: {long_side: 512} | settings: 3 | settings",
                "settings: {long_side: 512} | '' | settings",
            })
    void value_out_of_range_is_refused_by_its_key(String from, String to, String key) throws IOException {
        assertThat(yaml()).contains(from);
        yaml(yaml().replace(from, to));

        assertThatOpening(folder.toString(), Problem.MALFORMED).hasMessageContaining(key);
    }

    @Test
    void bundle_yaml_beyond_its_size_cap_is_refused() throws IOException {
        yaml(yaml() + "# long\n".repeat(200_000));

        assertThatOpening(folder.toString(), Problem.WRONG_SIZE).hasMessageContaining("bundle.yaml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"predicates\":[\"on\",\"at\"],\"similarity\":[[1,0.5],[0.5,1]]}",
                "{\"predicates\":[\"on\",\"in\"],\"similarity\":[[1,0.5],[0.4,1]]}",
                "{\"predicates\":[\"on\",\"in\"],\"similarity\":[[1,1.5],[1.5,1]]}",
                "{\"predicates\":[\"on\",\"in\"],\"similarity\":[[0.9,0.5],[0.5,1]]}",
                "{\"predicates\":[\"on\",\"in\"],\"similarity\":[[1,0.5]]}",
                "{\"predicates\":[\"on\",\"in\"],\"similarity\":[[1,0.5],[0.5]]}",
                "{\"predicates\":[\"on\",\"in\"]}",
                "{\"predicates\":",
                "null"
            })
    void similarities_that_do_not_fit_are_refused(String json) throws IOException {
        Files.writeString(folder.resolve("data/similarity.json"), json);
        yaml(yaml().replace(hash(SIMILARITY), hash(json))
                .replace("size: " + SIMILARITY.length(), "size: " + json.length()));

        assertThatOpening(folder.toString(), Problem.BAD_CONTENT).hasMessageContaining("relation similarities");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"weights\":[[1],[2]],\"bias\":[0.5]}",
                "{\"weights\":[[1,2]],\"bias\":[]}",
                "{\"weights\":[[]],\"bias\":[1]}",
                "{\"bias\":[1]}",
                "[]"
            })
    void labels_that_do_not_fit_are_refused(String json) throws IOException {
        Files.writeString(folder.resolve("labels.json"), json);
        yaml(yaml().replace(hash(LABELS), hash(json)).replace("size: " + LABELS.length(), "size: " + json.length()));

        assertThatOpening(folder.toString(), Problem.BAD_CONTENT).hasMessageContaining("labels");
    }

    @Test
    void unknown_component_is_answered_with_those_there_are() throws BundleException {
        Bundle bundle = BundleCatalog.open(folder.toString());

        BundleException thrown = catchThrowableOfType(BundleException.class, () -> bundle.file("decoder"));
        assertThat(thrown).hasMessageContaining("'decoder'").hasMessageContaining("network");
    }

    private AbstractThrowableAssert<?, BundleException> assertThatOpening(String nameOrPath, Problem problem) {
        BundleException thrown = catchThrowableOfType(BundleException.class, () -> BundleCatalog.open(nameOrPath));
        assertThat(thrown).isNotNull();
        assertThat(thrown.problem()).as(thrown.getMessage()).isEqualTo(problem);
        return assertThat(thrown);
    }

    private void yaml(String text) throws IOException {
        Files.writeString(folder.resolve("bundle.yaml"), text);
    }

    private static String yaml() {
        return """
                format: 1
                name: tiny
                version: "1"
                family: lite
                licence: MIT
                source: made for a test
                components:
                  network:
                    file: net.onnx
                    sha256: %s
                    size: %d
                  similarity:
                    file: data/similarity.json
                    sha256: %s
                    size: %d
                  labels:
                    file: labels.json
                    sha256: %s
                    size: %d
                predicates:
                  names: [on, in]
                  emitted: [in]
                relation_similarity: similarity
                labels:
                  component: labels
                  names: [cat]
                match_threshold: 0.7
                settings: {long_side: 512}
                """.formatted(
                hash(NETWORK), NETWORK.length(), hash(SIMILARITY), SIMILARITY.length(), hash(LABELS), LABELS.length());
    }

    private static String hash(String text) {
        return BundleFiles.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
