package io.sessmonitor.scorer.sam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.engine.Network;
import io.sessmonitor.scorer.engine.Tensor;
import io.sessmonitor.scorer.full.MiniBundle;
import io.sessmonitor.scorer.scenegraph.StageTimes;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what segment-anything's and MobileSAM's own generators recorded. */
class SegmentAnythingTest {

    private static final double TOKEN = 1e-4;

    @ParameterizedTest
    @ValueSource(strings = {"mini-sam", "mini-mobile-sam"})
    void finds_the_masks_that_the_original_finds_in_its_order_with_its_scores_and_tokens(String name) throws Exception {
        MiniBundle mini = MiniBundle.read(name);
        SamSettings settings = mini.segmenter();
        try (Network encoder = mini.network(SegmentAnything.ENCODER);
                Network decoder = mini.network(SegmentAnything.DECODER)) {
            SegmentAnything everything = new SegmentAnything(encoder, decoder, settings);
            for (MiniBundle.Picture golden : mini.pictures()) {
                RgbImage photo = mini.photo(golden);
                assertThat(List.of(photo.width(), photo.height()))
                        .isEqualTo(List.of(
                                golden.record().get("size").get(0).asInt(),
                                golden.record().get("size").get(1).asInt()));
                List<SamMask> masks = everything.masks(photo, StageTimes.start());
                JsonNode expected = golden.record().get("masks");
                assertThat(masks).as(golden.name()).hasSameSizeAs(expected);
                for (int i = 0; i < masks.size(); i++) {
                    same(masks.get(i), golden, i, settings.tokenSize());
                }
            }
        }
    }

    private static void same(SamMask mask, MiniBundle.Picture golden, int i, int size) {
        JsonNode expected = golden.record().get("masks").get(i);
        String what = golden.name() + " mask " + i;
        assertThat(iou(mask.mask().cells(), golden.mask(i))).as(what).isGreaterThanOrEqualTo(.999);
        assertThat(mask.area()).as(what).isEqualTo(mask.mask().count());
        assertThat((double) mask.predictedIou())
                .as(what)
                .isCloseTo(expected.get("predicted_iou").asDouble(), within(TOKEN));
        // One pixel more or less is what single precision leaves open.
        assertThat(mask.stability())
                .as(what)
                .isCloseTo(expected.get("stability").asDouble(), within(2. / mask.area()));
        JsonNode box = expected.get("box");
        assertThat(List.of(
                        mask.box().left(),
                        mask.box().top(),
                        mask.box().right() - mask.box().left(),
                        mask.box().bottom() - mask.box().top()))
                .as(what)
                .isEqualTo(List.of(
                        box.get(0).asInt(),
                        box.get(1).asInt(),
                        box.get(2).asInt(),
                        box.get(3).asInt()));
        for (int t = 0; t < size; t++) {
            assertThat((double) mask.token()[t]).as(what).isCloseTo(golden.tokens()[i * size + t], within(TOKEN));
        }
    }

    private static double iou(BitSet a, BitSet b) {
        BitSet both = (BitSet) a.clone();
        both.and(b);
        return (double) both.cardinality() / (a.cardinality() + b.cardinality() - both.cardinality());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini-sam", "mini-mobile-sam"})
    void encodes_a_picture_as_the_original_does(String name) throws Exception {
        MiniBundle mini = MiniBundle.read(name);
        SamSettings settings = mini.segmenter();
        MiniBundle.Picture golden = mini.pictures().get(0);
        RgbImage photo = mini.photo(golden);
        try (Network encoder = mini.network(SegmentAnything.ENCODER)) {
            SegmentAnything everything = new SegmentAnything(encoder, encoder, settings);
            Tensor pixels = SamInput.of(photo, settings.longSide()).pixels(photo, settings.mean(), settings.std());
            float[] image = everything.encode(pixels).data();
            int side = settings.embeddingSide();
            int i = 0;
            for (int c = 0; c < settings.embeddingChannels(); c++) {
                for (int y = 0; y < side; y += 4) {
                    for (int x = 0; x < side; x += 4) {
                        assertThat((double) image[(c * side + y) * side + x])
                                .isCloseTo(golden.embedding()[i++], within(1e-4));
                    }
                }
            }
        }
    }

    @Test
    void the_number_of_points_in_a_batch_changes_nothing() throws Exception {
        MiniBundle mini = MiniBundle.read("mini-sam");
        RgbImage photo = mini.photo(mini.pictures().get(0));
        try (Network encoder = mini.network(SegmentAnything.ENCODER);
                Network decoder = mini.network(SegmentAnything.DECODER)) {
            List<SamMask> one = new SegmentAnything(encoder, decoder, batches(mini.segmenter(), 64))
                    .masks(photo, StageTimes.start());
            List<SamMask> many = new SegmentAnything(encoder, decoder, batches(mini.segmenter(), 7))
                    .masks(photo, StageTimes.start());
            assertThat(many.stream().map(SamMask::area).toList())
                    .isEqualTo(one.stream().map(SamMask::area).toList());
        }
    }

    private static SamSettings batches(SamSettings s, int points) {
        return new SamSettings(
                s.longSide(),
                s.mean(),
                s.std(),
                s.embeddingChannels(),
                s.embeddingSide(),
                s.maskSide(),
                s.tokenSize(),
                s.pointsPerSide(),
                points,
                s.predIou(),
                s.stability(),
                s.stabilityOffset(),
                s.nms(),
                s.duplicateIou(),
                s.maxObjects(),
                s.maxWidth());
    }

    @Test
    void a_picture_of_one_pixel_and_one_of_a_single_column_have_their_masks_too() throws Exception {
        MiniBundle mini = MiniBundle.read("mini-sam");
        try (Network encoder = mini.network(SegmentAnything.ENCODER);
                Network decoder = mini.network(SegmentAnything.DECODER)) {
            SegmentAnything everything = new SegmentAnything(encoder, decoder, mini.segmenter());
            for (int height : new int[] {1, 100}) {
                for (SamMask mask :
                        everything.masks(new RgbImage(1, height, new byte[3 * height]), StageTimes.start())) {
                    assertThat(mask.area()).isBetween(1, height);
                    assertThat(mask.mask().height()).isEqualTo(height);
                }
            }
        }
    }

    @Test
    void a_network_that_gives_another_shape_nothing_or_no_numbers_is_named() throws Exception {
        SamSettings settings = MiniBundle.read("mini-sam").segmenter();
        RgbImage photo = new RgbImage(4, 4, new byte[48]);
        int grid = settings.embeddingSide();
        Network encoder = fake(Map.of("image", zeros(1, 32, grid, grid)));
        assertThatThrownBy(() -> new SegmentAnything(fake(Map.of("image", zeros(1, 3, 3, 3))), encoder, settings)
                        .masks(photo, StageTimes.start()))
                .isInstanceOf(InferenceException.class)
                .hasMessage("the segment-encoder's output 'image' has shape [1, 3, 3, 3] instead of [1, 32, " + grid
                        + ", " + grid + "]");
        assertThatThrownBy(
                        () -> new SegmentAnything(encoder, fake(Map.of()), settings).masks(photo, StageTimes.start()))
                .isInstanceOf(InferenceException.class)
                .hasMessage("the segment-decoder has no output 'masks', only []");
        Tensor iou = zeros(1, 24, 3);
        Arrays.fill(iou.data(), Float.NaN);
        Network broken = fake(Map.of("masks", zeros(1, 24, 3, 64, 64), "iou", iou, "tokens", zeros(1, 24, 3, 32)));
        assertThatThrownBy(() -> new SegmentAnything(encoder, broken, settings).masks(photo, StageTimes.start()))
                .isInstanceOf(InferenceException.class)
                .hasMessage("the segment-decoder gave values that are not finite");
    }

    private static Tensor zeros(long... shape) {
        return new Tensor(new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)], shape);
    }

    private static Network fake(Map<String, Tensor> outputs) {
        return new Network() {
            @Override
            public Map<String, Tensor> run(Map<String, Tensor> inputs) {
                return outputs;
            }

            @Override
            public void close() {}
        };
    }
}
