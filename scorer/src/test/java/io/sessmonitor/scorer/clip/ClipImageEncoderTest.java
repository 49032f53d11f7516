package io.sessmonitor.scorer.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.sessmonitor.scorer.GoldenFiles;
import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.engine.Network;
import io.sessmonitor.scorer.engine.Tensor;
import io.sessmonitor.scorer.match.Profile;
import io.sessmonitor.scorer.scenegraph.RegionMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Held to the embeddings that OpenCLIP's own model and transform gave; see src/test/golden/record_clip.py. */
class ClipImageEncoderTest {

    /** The least cosine asked for is .9999; what is left is rounding. */
    private static final double CLOSE = 1 - 1e-8;

    private static Network network;
    private static ClipImageEncoder encoder;

    @BeforeAll
    static void load() throws Exception {
        network = MiniClip.network(ClipImageEncoder.COMPONENT);
        encoder = new ClipImageEncoder(network, MiniClip.settings());
    }

    @AfterAll
    static void free() {
        network.close();
    }

    static Stream<JsonNode> pictures() throws Exception {
        return StreamSupport.stream(MiniClip.record().get("pictures").spliterator(), false);
    }

    static Stream<JsonNode> objects() throws Exception {
        return StreamSupport.stream(MiniClip.record().get("objects").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void a_picture_gets_openclips_embedding(JsonNode record) throws Exception {
        double[] embedding = encoder.embed(picture(record));

        assertThat(MiniClip.cosine(embedding, MiniClip.vector(record.get("embedding"))))
                .isGreaterThan(CLOSE);
    }

    @ParameterizedTest
    @MethodSource("objects")
    void an_object_is_shown_alone_or_with_its_background_as_the_profile_says(JsonNode record) throws Exception {
        RgbImage picture = picture(record);
        RegionMask mask = ellipse(picture, record.get("ellipse"));

        for (Profile profile : Profile.builtIn()) {
            RgbImage shown =
                    NodePicture.of(picture, mask, profile, encoder.settings().meanColour());
            assertThat(MiniClip.cosine(encoder.embed(shown), MiniClip.vector(record.get(profile.id()))))
                    .as(profile.id())
                    .isGreaterThan(CLOSE);
        }
    }

    @Test
    void the_recorded_embeddings_tell_scenes_apart() throws Exception {
        List<double[]> scenes = pictures()
                .limit(4)
                .map(record -> MiniClip.vector(record.get("embedding")))
                .toList();

        for (int i = 0; i < scenes.size(); i++) {
            for (int j = 0; j < i; j++) {
                assertThat(MiniClip.cosine(scenes.get(i), scenes.get(j))).isLessThan(.9);
            }
        }
    }

    @Test
    void many_pictures_get_what_each_gets_alone_to_the_last_bit() throws Exception {
        List<RgbImage> many = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            for (JsonNode record : pictures().toList()) {
                many.add(picture(record));
            }
        }

        double[][] together = encoder.embed(many);

        assertThat(together).hasDimensions(many.size(), encoder.settings().embeddingSize());
        for (int i = 0; i < many.size(); i++) {
            assertThat(together[i]).isEqualTo(encoder.embed(many.get(i)));
        }
    }

    @Test
    void no_pictures_have_no_embeddings() throws Exception {
        assertThat(encoder.embed(List.of())).isEmpty();
    }

    @Test
    void a_mask_must_lie_on_the_picture_and_not_be_empty() {
        RgbImage picture = new RgbImage(4, 3, new byte[36]);
        List<Integer> blank = List.of(1, 2, 3);
        BitSet some = new BitSet();
        some.set(5);

        assertThatThrownBy(() -> NodePicture.of(picture, new RegionMask(4, 4, some), Profile.PAPER, blank))
                .hasMessageContaining("4x4")
                .hasMessageContaining("4x3");
        assertThatThrownBy(() -> NodePicture.of(picture, new RegionMask(4, 3, new BitSet()), Profile.PAPER, blank))
                .hasMessageContaining("empty");
    }

    @Test
    void a_mask_of_one_pixel_shows_that_pixel() {
        byte[] rgb = new byte[36];
        Arrays.setAll(new Integer[36], i -> (int) (rgb[i] = (byte) i));
        BitSet one = new BitSet();
        one.set(11);

        RgbImage shown =
                NodePicture.of(new RgbImage(4, 3, rgb), new RegionMask(4, 3, one), Profile.PAPER, List.of(0, 0, 0));

        assertThat(shown.width()).isEqualTo(1);
        assertThat(shown.rgb()).containsExactly(33, 34, 35);
    }

    @Test
    void a_network_of_another_kind_is_refused() throws Exception {
        RgbImage picture = new RgbImage(1, 1, new byte[3]);

        assertThatThrownBy(() -> giving("other", new float[24], 1, 24).embed(picture))
                .isInstanceOf(InferenceException.class)
                .hasMessageContaining("has no output 'embedding'");
        assertThatThrownBy(() -> giving("embedding", new float[12], 1, 12).embed(picture))
                .hasMessageContaining("[1, 12] instead of [1, 24]");
        float[] infinite = new float[24];
        infinite[3] = Float.POSITIVE_INFINITY;
        assertThatThrownBy(() -> giving("embedding", infinite, 1, 24).embed(picture))
                .hasMessageContaining("not finite");
    }

    private static ClipImageEncoder giving(String output, float[] data, long... shape) throws Exception {
        return new ClipImageEncoder(
                new Network() {
                    @Override
                    public Map<String, Tensor> run(Map<String, Tensor> inputs) {
                        return Map.of(output, new Tensor(data, shape));
                    }

                    @Override
                    public void close() {}
                },
                MiniClip.settings());
    }

    private static RgbImage picture(JsonNode record) throws Exception {
        RgbImage picture =
                GoldenFiles.picture("/golden/" + record.get("picture").asText() + ".png");
        JsonNode cut = record.get("cut");
        return cut == null
                ? picture
                : NodePicture.of(
                        picture,
                        rectangle(
                                picture,
                                cut.get(0).asInt(),
                                cut.get(1).asInt(),
                                cut.get(2).asInt(),
                                cut.get(3).asInt()),
                        Profile.REFERENCE,
                        List.of(0, 0, 0));
    }

    private static RegionMask rectangle(RgbImage picture, int x, int y, int width, int height) {
        BitSet cells = new BitSet();
        for (int row = y; row < y + height; row++) {
            cells.set(row * picture.width() + x, row * picture.width() + x + width);
        }
        return new RegionMask(picture.width(), picture.height(), cells);
    }

    private static RegionMask ellipse(RgbImage picture, JsonNode shape) {
        double rx = shape.get(2).asDouble();
        double ry = shape.get(3).asDouble();
        BitSet cells = new BitSet();
        for (int y = 0, i = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++, i++) {
                double dx = (x - shape.get(0).asDouble()) / rx;
                double dy = (y - shape.get(1).asDouble()) / ry;
                cells.set(i, dx * dx + dy * dy <= 1);
            }
        }
        return new RegionMask(picture.width(), picture.height(), cells);
    }
}
