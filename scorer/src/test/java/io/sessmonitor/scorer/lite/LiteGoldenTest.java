package io.sessmonitor.scorer.lite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.sessmonitor.scorer.decode.PictureResize;
import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.match.GraphMatcher;
import io.sessmonitor.scorer.match.MatchResult;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.scenegraph.SceneGraph;
import io.sessmonitor.scorer.scenegraph.SceneGraphBuilder;
import io.sessmonitor.scorer.scenegraph.SceneGraphModels;
import io.sessmonitor.scorer.scenegraph.StageTimes;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every step against what the Python reference recorded on the same pictures. */
class LiteGoldenTest {

    private static final SceneGraphModels<LiteSegmentation> MODELS = Golden.models(Profile.PAPER);

    @ParameterizedTest
    @ValueSource(strings = {"coffee", "cat", "pagoda", "rocket"})
    void the_picture_is_resized_as_pillow_does(String name) throws IOException {
        RgbImage picture = Golden.picture(name);
        JsonNode golden = Golden.json(name + "/record.json").get("resized");
        int width = golden.at("/size/0").asInt();
        int height = golden.at("/size/1").asInt();
        LiteNetwork network = new LiteNetwork(Golden.NETWORK, Golden.SETTINGS);
        int longer = Math.max(picture.width(), picture.height());
        assertThat(network.side(picture.width(), longer)).isEqualTo(width);
        assertThat(network.side(picture.height(), longer)).isEqualTo(height);

        byte[] resized = PictureResize.resize(
                picture.rgb(), 3, picture.width(), picture.height(), width, height, PictureResize.Filter.TRIANGLE);

        byte[] rows = Golden.bytes(name + "/resized-rows.u8");
        int every = golden.get("every_nth_row").asInt();
        int row = 3 * width;
        byte[] same = new byte[rows.length];
        for (int i = 0; i * row < rows.length; i++) {
            System.arraycopy(resized, i * every * row, same, i * row, row);
        }
        assertThat(same).isEqualTo(rows);
    }

    @ParameterizedTest
    @ValueSource(strings = {"coffee", "cat", "pagoda", "rocket"})
    void the_networks_maps_agree_to_a_thousandth(String name) throws Exception {
        LiteMaps maps = segment(name).maps();

        JsonNode golden = Golden.json(name + "/record.json");
        agree(name, golden.get("boundary"), maps.boundary(), 1, maps.width(), maps.height());
        agree(name, golden.get("pixels"), maps.pixels(), maps.depth(), maps.width(), maps.height());
        agree(
                name,
                golden.get("features"),
                maps.features(),
                maps.channels(),
                maps.featureWidth(),
                maps.featureHeight());
    }

    @ParameterizedTest
    @ValueSource(strings = {"coffee", "cat", "pagoda", "rocket"})
    void region_maps_agree_in_98_of_100_cells(String name) throws Exception {
        LiteSegmentation segmentation = segment(name);

        JsonNode golden = Golden.json(name + "/record.json");
        assertThat(segmentation.graph().count)
                .isEqualTo(golden.get("superpixels").asInt());
        for (int l = 0; l < segmentation.levels().size(); l++) {
            int[] expected =
                    labels(name + "/" + golden.at("/levels/" + l + "/file").asText());
            RegionLevel level = segmentation.levels().get(l);
            assertThat(level.count())
                    .isEqualTo(golden.at("/levels/" + l + "/regions").asInt());
            int[] cells = cells(segmentation, level);
            assertThat(Math.min(shareAgreeing(cells, expected), shareAgreeing(expected, cells)))
                    .isGreaterThanOrEqualTo(.98);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"coffee", "cat", "pagoda", "rocket"})
    void objects_embeddings_and_importance_agree_to_a_thousandth(String name) throws Exception {
        SceneGraph graph = graph(name);

        JsonNode golden = Golden.json(name + "/record.json");
        JsonNode nodes = golden.get("nodes");
        float[] embeddings = Golden.floats(name + "/embeddings.f32");
        int d = graph.image().length;
        assertThat(graph.objects()).hasSize(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            var object = graph.objects().get(i);
            JsonNode node = nodes.get(i);
            assertThat(object.mask().count()).isEqualTo(node.get("area").asInt());
            assertThat(object.centroidY()).isCloseTo(node.at("/centroid/0").asDouble(), within(1e-6));
            assertThat(object.centroidX()).isCloseTo(node.at("/centroid/1").asDouble(), within(1e-6));
            assertThat(object.importance()).isCloseTo(node.get("importance").asDouble(), within(1e-3));
            for (int k = 0; k < d; k++) {
                assertThat(object.embedding()[k]).isCloseTo(embeddings[i * d + k], within(1e-3));
            }
            boolean shown = node.get("confidence").asDouble() >= Golden.SETTINGS.labelConfidence();
            assertThat(object.label().isPresent()).isEqualTo(shown);
            object.label().ifPresent(label -> {
                assertThat(label.name()).isEqualTo(node.get("class").asText());
                assertThat(label.confidence()).isCloseTo(node.get("confidence").asDouble(), within(1e-3));
            });
        }
        float[] image = Golden.floats(name + "/image.f32");
        for (int k = 0; k < d; k++) {
            assertThat(graph.image()[k]).isCloseTo(image[k], within(1e-3));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"coffee", "cat", "pagoda", "rocket"})
    void saliency_agrees_to_a_thousandth(String name) throws IOException {
        double[] saliency = new SpectralResidual(Golden.SETTINGS.saliencySize(), Golden.SETTINGS.saliencySigma())
                .of(Golden.picture(name));

        float[] golden = Golden.floats(name + "/saliency.f32");
        assertThat(saliency).hasSize(golden.length);
        for (int i = 0; i < golden.length; i++) {
            assertThat(saliency[i]).isCloseTo(golden[i], within(1e-3));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"coffee", "cat", "pagoda", "rocket"})
    void relations_are_the_same(String name) throws Exception {
        SceneGraph graph = graph(name);

        List<String> predicates = Golden.BUNDLE.predicates();
        List<String> golden = new ArrayList<>();
        List<Double> confidences = new ArrayList<>();
        for (JsonNode r : Golden.json(name + "/record.json").get("relations")) {
            golden.add(r.get("subject") + " " + r.get("predicate").asText() + " " + r.get("object"));
            confidences.add(r.get("confidence").asDouble());
        }
        assertThat(graph.relations().stream()
                        .map(r -> r.subject() + " " + predicates.get(r.predicate()) + " " + r.object()))
                .containsExactlyElementsOf(golden);
        for (int i = 0; i < confidences.size(); i++) {
            assertThat(graph.relations().get(i).confidence()).isCloseTo(confidences.get(i), within(1e-6));
        }
    }

    @ParameterizedTest(name = "{0} received as {1}")
    @MethodSource("pairs")
    void scores_agree_to_a_hundredth(String sent, String received, double score, double graph, double image)
            throws Exception {
        GraphMatcher matcher = new GraphMatcher(Profile.PAPER, Golden.BUNDLE.relationSimilarity(), MODELS.similarity());

        MatchResult result =
                matcher.match(graph(sent).matchGraph(), graph(received).matchGraph());

        assertThat(result.raw()).isCloseTo(score, within(.01));
        assertThat(result.graph().orElseThrow()).isCloseTo(graph, within(.01));
        assertThat(result.image()).isCloseTo(image, within(.01));
    }

    static Stream<Object[]> pairs() throws IOException {
        List<Object[]> pairs = new ArrayList<>();
        for (JsonNode pair : Golden.json("scores.json").get("pairs")) {
            pairs.add(new Object[] {
                pair.get("sent").asText(),
                pair.get("received").asText(),
                pair.get("score").asDouble(),
                pair.get("graph").asDouble(),
                pair.get("image").asDouble()
            });
        }
        return pairs.stream();
    }

    private static SceneGraph graph(String name) throws IOException, InferenceException {
        return new SceneGraphBuilder<>(MODELS).build(Golden.picture(name));
    }

    private static LiteSegmentation segment(String name) throws IOException, InferenceException {
        return MODELS.segmenter().segment(Golden.picture(name), StageTimes.start());
    }

    private static void agree(String name, JsonNode golden, float[] map, int channels, int width, int height)
            throws IOException {
        float[] expected = Golden.floats(name + "/" + golden.get("file").asText());
        int every = golden.get("every_nth").asInt();
        int i = 0;
        for (int c = 0; c < channels; c++) {
            double sum = 0;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    float value = map[(c * height + y) * width + x];
                    sum += value;
                    if (y % every == 0 && x % every == 0) {
                        assertThat(value).isCloseTo(expected[i++], within(1e-3f));
                    }
                }
            }
            JsonNode mean = golden.get("mean");
            assertThat(sum / (width * height))
                    .isCloseTo((mean.isArray() ? mean.get(c) : mean).asDouble(), within(1e-3));
        }
        assertThat(i).isEqualTo(expected.length);
    }

    private static int[] labels(String path) throws IOException {
        Raster raster = Golden.image(path).getRaster();
        int[] labels = new int[raster.getWidth() * raster.getHeight()];
        raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), 0, labels);
        return labels;
    }

    private static int[] cells(LiteSegmentation segmentation, RegionLevel level) {
        int[] cells = segmentation.graph().partition.labels().clone();
        for (int i = 0; i < cells.length; i++) {
            cells[i] = level.regionOf()[cells[i]];
        }
        return cells;
    }

    /** Share of cells whose region is, of all regions of the other map, the one that its own overlaps most. */
    private static double shareAgreeing(int[] ours, int[] theirs) {
        int[][] common = new int[256][256];
        for (int i = 0; i < ours.length; i++) {
            common[ours[i]][theirs[i]]++;
        }
        int agreeing = 0;
        for (int[] row : common) {
            int most = 0;
            for (int value : row) {
                most = Math.max(most, value);
            }
            agreeing += most;
        }
        return (double) agreeing / ours.length;
    }
}
