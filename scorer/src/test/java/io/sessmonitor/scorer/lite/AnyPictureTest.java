package io.sessmonitor.scorer.lite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.match.GraphMatcher;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.scenegraph.Relation;
import io.sessmonitor.scorer.scenegraph.SceneGraph;
import io.sessmonitor.scorer.scenegraph.SceneGraphBuilder;
import io.sessmonitor.scorer.scenegraph.SceneGraphModels;
import io.sessmonitor.scorer.scenegraph.SceneObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every picture gives a valid graph, and the same one each time. */
class AnyPictureTest {

    @ParameterizedTest(name = "{0}x{1}, {2} (seed 7)")
    @CsvSource({
        "1, 1, NOISE",
        "2, 2, NOISE",
        "1, 40, NOISE",
        "40, 1, NOISE",
        "3, 512, STEP",
        "33, 65, NOISE",
        "64, 64, FLAT",
        "300, 200, FLAT",
        "300, 200, STEP",
        "512, 384, NOISE",
        "1100, 700, NOISE"
    })
    void any_picture_gives_a_valid_graph_twice_the_same(int width, int height, Kind kind) throws Exception {
        RgbImage picture = kind.picture(width, height, 7);
        SceneGraphModels<LiteSegmentation> models = Golden.models(Profile.PAPER);

        SceneGraph graph = new SceneGraphBuilder<>(models).build(picture);
        SceneGraph again = new SceneGraphBuilder<>(models).build(picture);

        valid(graph);
        same(graph, again);
        GraphMatcher matcher = new GraphMatcher(Profile.PAPER, Golden.BUNDLE.relationSimilarity(), models.similarity());
        assertThat(matcher.match(graph.matchGraph(), again.matchGraph()).raw()).isCloseTo(1, within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("io.sessmonitor.scorer.match.Profile#builtIn")
    void both_profiles_give_valid_graphs_of_the_same_objects(Profile profile) throws Exception {
        SceneGraph graph = new SceneGraphBuilder<>(Golden.models(profile)).build(Golden.picture("cat"));

        valid(graph);
        SceneGraph paper = new SceneGraphBuilder<>(Golden.models(Profile.PAPER)).build(Golden.picture("cat"));
        assertThat(graph.objects().stream().map(SceneObject::mask))
                .containsExactlyElementsOf(
                        paper.objects().stream().map(SceneObject::mask).toList());
        assertThat(graph.relations()).isEqualTo(paper.relations());
    }

    @Test
    void a_graph_does_not_depend_on_what_else_is_being_built() throws Exception {
        List<String> names = List.of("coffee", "cat", "pagoda", "rocket");
        SceneGraphBuilder<?> builder = new SceneGraphBuilder<>(Golden.models(Profile.PAPER));
        ExecutorService pool = Executors.newFixedThreadPool(names.size());
        try {
            List<Future<SceneGraph>> together = new ArrayList<>();
            for (String name : names) {
                RgbImage picture = Golden.picture(name);
                together.add(pool.submit(() -> builder.build(picture)));
            }
            for (int i = 0; i < names.size(); i++) {
                same(together.get(i).get(), builder.build(Golden.picture(names.get(i))));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    enum Kind {
        FLAT,
        STEP,
        NOISE;

        RgbImage picture(int width, int height, long seed) {
            byte[] rgb = new byte[3 * width * height];
            switch (this) {
                case FLAT -> Arrays.fill(rgb, (byte) 90);
                case STEP -> Arrays.fill(rgb, rgb.length / 2, rgb.length, (byte) 200);
                case NOISE -> new Random(seed).nextBytes(rgb);
            }
            return new RgbImage(width, height, rgb);
        }
    }

    private static void valid(SceneGraph graph) {
        List<SceneObject> objects = graph.objects();
        assertThat(objects).isNotEmpty();
        assertThat(objects.stream().mapToDouble(SceneObject::importance).sum()).isCloseTo(1, within(1e-12));
        for (SceneObject object : objects) {
            assertThat(object.importance()).isPositive();
            assertThat(object.saliency()).isNotNegative().isFinite();
            assertThat(object.area()).isGreaterThan(0).isLessThanOrEqualTo(1);
            assertThat(object.centroidX()).isBetween(object.box()[0], object.box()[2]);
            assertThat(object.centroidY()).isBetween(object.box()[1], object.box()[3]);
            assertThat(length(object.embedding())).isCloseTo(1, within(1e-9));
        }
        assertThat(length(graph.image())).isCloseTo(1, within(1e-9));
        assertThat(graph.relations()).hasSizeLessThanOrEqualTo(Golden.SETTINGS.maxRelations());
        Set<List<Integer>> pairs = new HashSet<>();
        for (Relation r : graph.relations()) {
            assertThat(r.subject()).isBetween(0, objects.size() - 1).isNotEqualTo(r.object());
            assertThat(r.object()).isBetween(0, objects.size() - 1);
            assertThat(r.confidence()).isBetween(Golden.SETTINGS.minRelationScore(), 1.0);
            assertThat(Golden.BUNDLE.emittedPredicates())
                    .contains(Golden.BUNDLE.predicates().get(r.predicate()));
            assertThat(pairs.add(List.of(r.subject(), r.object()))).isTrue();
        }
    }

    private static void same(SceneGraph a, SceneGraph b) {
        assertThat(a.image()).isEqualTo(b.image());
        assertThat(a.relations()).isEqualTo(b.relations());
        assertThat(a.objects()).hasSameSizeAs(b.objects());
        for (int i = 0; i < a.objects().size(); i++) {
            assertThat(a.objects().get(i))
                    .usingRecursiveComparison()
                    .isEqualTo(b.objects().get(i));
        }
    }

    private static double length(double[] vector) {
        return Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
    }
}
