package io.sessmonitor.scorer.saliency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.sessmonitor.scorer.GoldenFiles;
import io.sessmonitor.scorer.decode.PictureResize;
import io.sessmonitor.scorer.decode.RgbImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OpenCvSaliencyTest {

    @Test
    void agrees_with_opencv_on_pictures_of_any_shape() throws Exception {
        float[] golden = GoldenFiles.floats("/golden/saliency.f32");
        int g = 0;
        for (JsonNode entry : GoldenFiles.json("/golden/saliency.json")) {
            RgbImage picture =
                    GoldenFiles.picture("/golden/" + entry.get("picture").asText() + ".png");
            if (entry.get("size").isArray()) {
                picture = PictureResize.resize(
                        picture,
                        entry.at("/size/0").asInt(),
                        entry.at("/size/1").asInt(),
                        PictureResize.Filter.TRIANGLE);
            }

            float[] saliency = OpenCvSaliency.of(picture);

            int every = entry.get("every_nth").asInt();
            for (int i = 0; i < entry.get("count").asInt(); i++, g++) {
                assertThat(saliency[i * every]).as("%s %d", entry, i).isCloseTo(golden[g], within(1e-4f));
            }
            double sum = 0;
            for (float value : saliency) {
                sum += value;
            }
            assertThat(sum).as("%s", entry).isCloseTo(entry.get("sum").asDouble(), within(1e-4 * (sum + 1)));
        }
        assertThat(g).isEqualTo(golden.length);
    }

    @Test
    void a_picture_of_one_colour_has_finite_saliency() {
        byte[] rgb = new byte[3 * 50 * 70];
        Arrays.fill(rgb, (byte) 77);

        for (float value : OpenCvSaliency.of(new RgbImage(50, 70, rgb))) {
            assertThat(value).isBetween(0f, 1f);
        }
    }

    @Test
    void a_black_picture_has_finite_saliency() {
        for (float value : OpenCvSaliency.of(new RgbImage(5, 7, new byte[3 * 5 * 7]))) {
            assertThat(value).isBetween(0f, 1f);
        }
    }
}
