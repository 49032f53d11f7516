package io.sessmonitor.scorer.scenegraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.match.SimilarityMap;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SceneGraphBuilderTest {

    private record Halves(List<RegionMask> masks) implements Segmentation {}

    private final RgbImage picture = new RgbImage(20, 10, new byte[600]);
    private final AtomicLong clock = new AtomicLong();

    @Test
    void a_graph_is_what_the_models_say() throws Exception {
        SceneGraph graph = new SceneGraphBuilder<>(models(this::halves)).build(picture);

        assertThat(graph.width()).isEqualTo(20);
        assertThat(graph.height()).isEqualTo(10);
        assertThat(graph.image()).containsExactly(1, 0);
        assertThat(graph.relations()).containsExactly(new Relation(0, 2, 1, .5));
        SceneObject left = graph.objects().get(0);
        assertThat(left.area()).isEqualTo(.5);
        assertThat(left.box()).containsExactly(0, 0, .5, 1);
        assertThat(left.centroidX()).isEqualTo(.25);
        assertThat(left.saliency()).isEqualTo(3);
        assertThat(left.importance()).isEqualTo(.75);
        assertThat(left.name()).isEqualTo("sky");
        assertThat(graph.objects().get(1).name()).isEqualTo("large region, right");
    }

    @Test
    void every_stage_is_timed() throws Exception {
        StageTimes times = new StageTimes(clock::get);

        new SceneGraphBuilder<>(models(this::halves)).build(picture, times);

        assertThat(times.nanos(StageTimes.NETWORK)).isEqualTo(70);
        assertThat(times.nanos("embeddings")).isEqualTo(5);
        assertThat(times.totalNanos()).isEqualTo(75);
        assertThat(times.nanos().keySet())
                .containsExactly(StageTimes.NETWORK, "embeddings", "relations", "importance", "labels");
    }

    @Test
    void a_network_that_fails_fails_the_picture() {
        SceneGraphBuilder<Halves> builder = new SceneGraphBuilder<>(models((p, times) -> {
            throw new InferenceException("no power");
        }));

        assertThatThrownBy(() -> builder.build(picture))
                .isInstanceOf(InferenceException.class)
                .hasMessage("no power");
    }

    private Halves halves(RgbImage of, StageTimes times) {
        clock.addAndGet(70);
        times.lap(StageTimes.NETWORK);
        return new Halves(List.of(cell(0), cell(1)));
    }

    private static RegionMask cell(int i) {
        BitSet cells = new BitSet();
        cells.set(i);
        return new RegionMask(2, 1, cells);
    }

    private SceneGraphModels<Halves> models(Segmenter<Halves> segmenter) {
        Importance importance = new Importance() {
            @Override
            public double[] saliency(RgbImage of, List<RegionMask> masks) {
                return new double[] {3, 1};
            }

            @Override
            public double[] weights(double[] saliency, List<Relation> relations) {
                return new double[] {.75, .25};
            }
        };
        return new SceneGraphModels<>(
                segmenter,
                (of, halves) -> {
                    clock.addAndGet(5);
                    return new Embeddings(new double[] {1, 0}, new double[][] {{1, 0}, {0, 1}});
                },
                halves -> List.of(new Relation(0, 2, 1, .5)),
                importance,
                embedding -> embedding[0] == 1 ? Optional.of(new Label("sky", .9)) : Optional.empty(),
                SimilarityMap.PLAIN);
    }
}
