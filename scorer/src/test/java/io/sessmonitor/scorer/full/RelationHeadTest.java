package io.sessmonitor.scorer.full;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.engine.Network;
import io.sessmonitor.scorer.engine.Tensor;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.sam.SamMask;
import io.sessmonitor.scorer.scenegraph.RegionMask;
import io.sessmonitor.scorer.scenegraph.Relation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelationHeadTest {

    private static final int PREDICATES = 56;
    private static final int EVERY = 29;

    @Test
    void scores_are_those_of_the_original_with_its_own_bert() throws Exception {
        MiniBundle mini = MiniBundle.read("mini-sam");
        try (Network network = mini.network(RelationHead.COMPONENT)) {
            for (MiniBundle.Picture picture : mini.pictures()) {
                float[] scores = new RelationHead(network, PREDICATES).scores(masks(mini, picture));
                for (int i = 0; i < picture.scores().length; i++) {
                    assertThat((double) scores[EVERY * i]).isCloseTo(picture.scores()[i], within(1e-4));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"paper", "reference"})
    void relations_are_those_of_the_original(String id) throws Exception {
        Profile profile = id.equals("paper") ? Profile.PAPER : Profile.REFERENCE;
        MiniBundle mini = MiniBundle.read("mini-sam");
        try (Network network = mini.network(RelationHead.COMPONENT)) {
            for (MiniBundle.Picture picture : mini.pictures()) {
                List<SamMask> masks = masks(mini, picture);
                List<Relation> relations = new RelationSelection(mini.relations(), profile)
                        .select(new RelationHead(network, PREDICATES).scores(masks), masks.size());
                List<Relation> expected = new ArrayList<>();
                for (JsonNode r : picture.record().get("kept").get(id)) {
                    expected.add(new Relation(
                            r.get(0).asInt(),
                            r.get(2).asInt(),
                            r.get(1).asInt(),
                            r.get(3).asDouble()));
                }
                expected.sort(Comparator.comparingInt(Relation::subject).thenComparingInt(Relation::object));
                assertThat(relations)
                        .usingRecursiveComparison()
                        .withComparatorForType((a, b) -> Math.abs(a - b) < 1e-4 ? 0 : 1, Double.class)
                        .isEqualTo(expected);
            }
        }
    }

    private static List<SamMask> masks(MiniBundle mini, MiniBundle.Picture picture) throws Exception {
        int size = mini.segmenter().tokenSize();
        List<SamMask> masks = new ArrayList<>();
        for (int at = 0; at < picture.tokens().length; at += size) {
            masks.add(mask(Arrays.copyOfRange(picture.tokens(), at, at + size)));
        }
        return masks;
    }

    private static SamMask mask(float... token) {
        return new SamMask(
                new RegionMask(1, 1, BitSet.valueOf(new long[] {1})), 1, new SamMask.Box(0, 0, 0, 0), 1, 1, token);
    }

    @Test
    void a_head_that_gives_another_shape_or_no_probabilities_is_named() {
        assertThatThrownBy(() -> new RelationHead(fake(new Tensor(new float[4], 1, 1, 2, 2)), 2)
                        .scores(List.of(mask(1), mask(2))))
                .isInstanceOf(InferenceException.class)
                .hasMessage("the relation-head's output 'scores' has shape [1, 1, 2, 2] instead of shape [1, 2, 2, 2]");
        assertThatThrownBy(() -> new RelationHead(fake(new Tensor(new float[] {0, Float.NaN, 0, 0}, 1, 1, 2, 2)), 1)
                        .scores(List.of(mask(1), mask(2))))
                .isInstanceOf(InferenceException.class)
                .hasMessage("the relation-head gave a score outside 0..1: NaN");
    }

    private static Network fake(Tensor scores) {
        return new Network() {
            @Override
            public Map<String, Tensor> run(Map<String, Tensor> inputs) {
                return Map.of("scores", scores);
            }

            @Override
            public void close() {}
        };
    }
}
