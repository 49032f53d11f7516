package io.sessmonitor.scorer.lite;

import io.sessmonitor.scorer.decode.PictureResize;
import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.engine.Network;
import io.sessmonitor.scorer.engine.Tensor;
import io.sessmonitor.scorer.scenegraph.StageTimes;
import java.util.Arrays;
import java.util.Map;

/** Brings a picture to the network's size, runs the network on it, and checks what comes back. Thread-safe. */
final class LiteNetwork {

    private static final String INPUT = "image";
    private static final String BOUNDARY = "boundary";
    private static final String PIXELS = "pixels";
    private static final String FEATURES = "features";

    private static final int ALL_EXPONENT_BITS = 0x7f800000;

    private final Network network;
    private final LiteSettings settings;

    LiteNetwork(Network network, LiteSettings settings) {
        this.network = network;
        this.settings = settings;
    }

    /** @throws InferenceException if the network fails, or gives maps of another shape or that are not finite */
    LiteMaps run(RgbImage picture, StageTimes times) throws InferenceException {
        int longer = Math.max(picture.width(), picture.height());
        int width = side(picture.width(), longer);
        int height = side(picture.height(), longer);
        Tensor input = tensor(picture, width, height);
        times.lap("resize");
        Map<String, Tensor> outputs = network.run(Map.of(INPUT, input));
        times.lap(StageTimes.NETWORK);
        int gridWidth = width / settings.pixelStride();
        int gridHeight = height / settings.pixelStride();
        int featureWidth = width / settings.featureStride();
        int featureHeight = height / settings.featureStride();
        return new LiteMaps(
                gridWidth,
                gridHeight,
                values(outputs, BOUNDARY, 1, gridHeight, gridWidth),
                settings.pixelChannels(),
                values(outputs, PIXELS, settings.pixelChannels(), gridHeight, gridWidth),
                featureWidth,
                featureHeight,
                settings.featureChannels(),
                values(outputs, FEATURES, settings.featureChannels(), featureHeight, featureWidth));
    }

    /** A side scaled so that the longer one gets the long side's length, rounded to the multiple, and at least it. */
    int side(int side, int longer) {
        double scale = (double) settings.longSide() / longer;
        int multiple = settings.multiple();
        return Math.max(multiple, (int) Math.floor(side * scale / multiple + 0.5) * multiple);
    }

    private static Tensor tensor(RgbImage picture, int width, int height) {
        float[] planes = PictureResize.planes(picture, width, height, PictureResize.Filter.TRIANGLE);
        return new Tensor(planes, 1, 3, height, width);
    }

    private static float[] values(Map<String, Tensor> outputs, String name, int channels, int height, int width)
            throws InferenceException {
        Tensor tensor = outputs.get(name);
        if (tensor == null) {
            throw new InferenceException("the network has no output '" + name + "', only " + outputs.keySet());
        }
        long[] expected = {1, channels, height, width};
        if (!Arrays.equals(tensor.shape(), expected)) {
            throw new InferenceException("the network's output '" + name + "' has shape "
                    + Arrays.toString(tensor.shape()) + " instead of " + Arrays.toString(expected));
        }
        float[] values = tensor.data();
        // Infinite and NaN values have all exponent bits set; a maximum over bits is cheaper than a question for each.
        int exponent = 0;
        for (float value : values) {
            exponent = Math.max(exponent, Float.floatToRawIntBits(value) & ALL_EXPONENT_BITS);
        }
        if (exponent == ALL_EXPONENT_BITS) {
            throw new InferenceException("the network's output '" + name + "' has values that are not finite");
        }
        return values;
    }
}
