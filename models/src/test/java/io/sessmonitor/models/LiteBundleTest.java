package io.sessmonitor.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bundle that ships in the jar is whole and says what the recipe needs. */
class LiteBundleTest {

    @Test
    void lite_is_embedded_and_verifies() throws BundleException {
        assertThat(BundleCatalog.embedded()).containsExactly("lite");
        Bundle lite = BundleCatalog.open("lite");

        assertThat(lite.name()).isEqualTo("lite");
        assertThat(lite.family()).isEqualTo("lite");
        assertThat(lite.version()).isNotBlank();
        assertThat(lite.licence()).contains("Apache-2.0");
        assertThat(lite.components()).containsExactly("labels", "network", "relation-similarity");
        assertThat(lite.verify()).hasSize(3).allMatch(FileCheck::ok);
        assertThat(BundleCatalog.verify("lite")).isEqualTo(lite.verify());
    }

    @Test
    void hash_of_the_bundle_is_that_of_its_bundle_yaml() throws Exception {
        try (var yaml = BundleCatalog.class.getResourceAsStream("/models/lite/1/bundle.yaml")) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(yaml.readAllBytes());
            assertThat(BundleCatalog.open("lite").sha256())
                    .isEqualTo(HexFormat.of().formatHex(hash));
        }
    }

    @Test
    void predicates_are_the_56_of_psg_in_order_with_a_similarity_each() throws BundleException {
        Bundle lite = BundleCatalog.open("lite");

        assertThat(lite.predicates())
                .hasSize(56)
                .startsWith("over", "in front of", "beside", "on", "in")
                .endsWith("enclosing", "leaning on");
        assertThat(lite.predicates()).containsAll(lite.emittedPredicates());
        double[][] similarity = lite.relationSimilarity();
        assertThat(similarity).hasDimensions(56, 56);
        for (int i = 0; i < 56; i++) {
            assertThat(similarity[i][i]).isEqualTo(1);
        }
        // Words that mean alike are nearer than words that do not.
        int riding = lite.predicates().indexOf("riding");
        int driving = lite.predicates().indexOf("driving");
        int eating = lite.predicates().indexOf("eating");
        assertThat(similarity[riding][driving]).isGreaterThan(similarity[riding][eating]);
    }

    @Test
    void labels_have_a_row_of_weights_for_each_plain_name() throws BundleException {
        LabelProbe labels = BundleCatalog.open("lite").labels().orElseThrow();

        assertThat(labels.names()).contains("person", "sky").noneMatch(name -> name.contains("-"));
        assertThat(labels.weights()).hasDimensions(labels.names().size(), 128);
    }

    @Test
    void settings_hold_the_constants_of_the_recipe() throws BundleException {
        JsonNode settings = BundleCatalog.open("lite").settings();

        assertThat(settings.path("long_side").asInt()).isEqualTo(512);
        assertThat(settings.path("levels")).hasSize(4);
        assertThat(settings.path("importance_power").asDouble()).isEqualTo(1 / 2.25);
        assertThat(settings.path("cal_floor").asDouble()).isEqualTo(.25);
    }

    @Test
    void what_a_bundle_hands_out_cannot_change_it() throws BundleException {
        Bundle lite = BundleCatalog.open("lite");
        lite.relationSimilarity()[3][4] = 99;
        ((ObjectNode) lite.settings()).removeAll();

        assertThat(lite.relationSimilarity()[3][4]).isLessThan(1);
        assertThat(lite.settings()).isNotEmpty();
    }
}
