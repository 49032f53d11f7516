package io.sessmonitor.scorer.lite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.engine.Network;
import io.sessmonitor.scorer.engine.Tensor;
import io.sessmonitor.scorer.scenegraph.StageTimes;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteNetworkTest {

    private final RgbImage picture = new RgbImage(512, 32, new byte[3 * 512 * 32]);
    private final Map<String, Tensor> outputs = new HashMap<>(
            Map.of("boundary", zeros(1, 1, 8, 128), "pixels", zeros(1, 16, 8, 128), "features", zeros(1, 128, 1, 16)));

    @ParameterizedTest(name = "{0}x{1} becomes {2}x{3}")
    @CsvSource({
        "640, 480, 512, 384",
        "640, 427, 512, 352",
        "1, 1, 512, 512",
        "1, 40, 32, 512",
        "4000, 60, 512, 32",
        "100, 50, 512, 256"
    })
    void the_longer_side_becomes_512_and_both_are_multiples_of_32(int width, int height, int newWidth, int newHeight) {
        LiteNetwork network = new LiteNetwork(Golden.NETWORK, Golden.SETTINGS);

        assertThat(network.side(width, Math.max(width, height))).isEqualTo(newWidth);
        assertThat(network.side(height, Math.max(width, height))).isEqualTo(newHeight);
    }

    @Test
    void the_picture_goes_in_as_planes_of_red_green_and_blue() throws Exception {
        byte[] rgb = picture.rgb();
        rgb[3] = (byte) 255;
        rgb[7] = 7;
        float[][] seen = new float[1][];

        run(inputs -> {
            seen[0] = inputs.get("image").data();
            assertThat(inputs.get("image").shape()).containsExactly(1, 3, 32, 512);
            return outputs;
        });

        assertThat(seen[0][1]).isEqualTo(255);
        assertThat(seen[0][512 * 32 + 2]).isEqualTo(7);
    }

    @Test
    void a_missing_output_is_named() {
        outputs.remove("pixels");

        assertThatThrownBy(() -> run(inputs -> outputs))
                .isInstanceOf(InferenceException.class)
                .hasMessageStartingWith("the network has no output 'pixels'");
    }

    @Test
    void an_output_of_another_shape_is_named() {
        outputs.put("features", zeros(1, 128, 2, 16));

        assertThatThrownBy(() -> run(inputs -> outputs))
                .isInstanceOf(InferenceException.class)
                .hasMessage("the network's output 'features' has shape [1, 128, 2, 16] instead of [1, 128, 1, 16]");
    }

    @ParameterizedTest
    @CsvSource({"NaN", "Infinity", "-Infinity"})
    void values_that_are_not_finite_are_refused(float value) {
        outputs.get("boundary").data()[77] = value;

        assertThatThrownBy(() -> run(inputs -> outputs))
                .isInstanceOf(InferenceException.class)
                .hasMessage("the network's output 'boundary' has values that are not finite");
    }

    private interface Run {
        Map<String, Tensor> run(Map<String, Tensor> inputs);
    }

    private void run(Run run) throws InferenceException {
        Network network = new Network() {
            @Override
            public Map<String, Tensor> run(Map<String, Tensor> inputs) {
                return run.run(inputs);
            }

            @Override
            public void close() {}
        };
        new LiteNetwork(network, Golden.SETTINGS).run(picture, StageTimes.start());
    }

    private static Tensor zeros(long... shape) {
        int count = 1;
        for (long length : shape) {
            count *= (int) length;
        }
        return new Tensor(new float[count], shape);
    }
}
