package io.sessmonitor.scorer.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeImportanceTest {

    private static final int[] NONE = {};
    private static final double EXACT = 1e-12;

    @Test
    void paper_takes_the_root_of_the_saliency() {
        double[] importance = NodeImportance.of(Profile.PAPER, new double[] {Math.pow(2, 2.25), 1}, NONE, NONE, none());
        assertThat(importance).containsExactly(new double[] {2 / 3., 1 / 3.}, within(EXACT));
    }

    @Test
    void reference_mixes_saliency_with_the_confidence_of_relations() {
        // Roots of the saliency are 3 : 1, so node 0 has 3/4 of each relation.
        double[] saliency = {Math.pow(3, 2.5), 1};
        double[] importance = NodeImportance.of(
                Profile.REFERENCE, saliency, new int[] {0, 1}, new int[] {1, 0}, new double[] {.5, .3});
        double related0 = Math.cbrt(.8 * .75);
        double related1 = Math.cbrt(.8 * .25);
        double expected = .8 * .75 + .2 * related0 / (related0 + related1);
        assertThat(importance).containsExactly(new double[] {expected, 1 - expected}, within(EXACT));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1})
    void relations_without_confidence_count_as_none(double confidence) {
        double[] importance = NodeImportance.of(
                Profile.REFERENCE, new double[] {Math.pow(3, 2.5), 1}, new int[] {0}, new int[] {1}, new double[] {
                    confidence
                });
        assertThat(importance).containsExactly(new double[] {.75, .25}, within(EXACT));
    }

    @ParameterizedTest
    @MethodSource("io.sessmonitor.scorer.match.Profile#builtIn")
    void without_any_saliency_all_nodes_count_the_same(Profile profile) {
        double[] importance =
                NodeImportance.of(profile, new double[4], new int[] {0}, new int[] {2}, new double[] {.9});
        assertThat(importance).containsOnly(.25);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 5})
    void a_lone_node_counts_one(double saliency) {
        for (Profile profile : Profile.builtIn()) {
            assertThat(NodeImportance.of(profile, new double[] {saliency}, NONE, NONE, none()))
                    .containsExactly(1);
        }
    }

    @Test
    void a_relation_between_nodes_without_saliency_gives_neither_a_share() {
        double[] importance = NodeImportance.of(
                Profile.REFERENCE, new double[] {1, 0, 0}, new int[] {1}, new int[] {2}, new double[] {.9});
        assertThat(importance).containsExactly(1, 0, 0);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void importances_are_not_negative_and_sum_to_one(long seed) {
        Random random = new Random(seed);
        double[] saliency = random.doubles(12, 0, 900).toArray();
        MatchGraph graph = new RandomGraphs(seed, true).graph(12, 40);
        double[] confidences = random.doubles(graph.relations()).toArray();
        for (Profile profile : Profile.builtIn()) {
            double[] importance = NodeImportance.of(profile, saliency, graph.subjects(), graph.objects(), confidences);
            assertThat(Arrays.stream(importance).sum()).isCloseTo(1, within(EXACT));
            assertThat(Arrays.stream(importance).min().orElseThrow()).isPositive();
        }
    }

    @Test
    void huge_and_tiny_weights_still_sum_to_one() {
        assertThat(NodeImportance.normalised(new double[] {Double.MAX_VALUE, Double.MAX_VALUE}))
                .containsExactly(.5, .5);
        assertThat(NodeImportance.normalised(new double[] {Double.MIN_VALUE, Double.MIN_VALUE}))
                .containsExactly(.5, .5);
        assertThat(NodeImportance.normalised(new double[2])).containsExactly(.5, .5);
        assertThat(NodeImportance.normalised(new double[0])).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e-300, Double.NaN, Double.POSITIVE_INFINITY})
    void impossible_saliency_is_refused(double saliency) {
        assertThatThrownBy(() -> NodeImportance.of(Profile.PAPER, new double[] {1, saliency}, NONE, NONE, none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(saliency));
    }

    private static double[] none() {
        return new double[0];
    }
}
