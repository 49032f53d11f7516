package io.sessmonitor.scorer.clip;

import io.sessmonitor.scorer.decode.PictureResize;
import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.engine.Network;
import io.sessmonitor.scorer.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * CLIP's picture encoder: picture → unit-length embedding whose cosine is similarity. The picture is prepared as OpenCLIP
 * does it in evaluation: Pillow's bicubic until the short side fits, the middle cut out, colours normalised in single
 * precision.
 *
 * <p>Thread-safe. An embedding does not depend on what else is in work; see {@link Network#runAll}.
 */
public final class ClipImageEncoder {

    /** The bundles' component that holds the network. */
    public static final String COMPONENT = "image-encoder";

    private static final String INPUT = "image";

    /** Prepared pictures held at a time; each has 3 size² floats. */
    private static final int CHUNK = 16;

    private final Network network;
    private final EncoderSettings settings;

    /** By channel and sample: the normalised value. */
    private final float[][] normalised = new float[3][256];

    /** @param network {@code image} [n, 3, size, size] → {@code embedding} [n, embedding size]; stays the caller's */
    public ClipImageEncoder(Network network, EncoderSettings settings) {
        this.network = network;
        this.settings = settings;
        for (int c = 0; c < 3; c++) {
            float mean = settings.mean().get(c).floatValue();
            float std = settings.std().get(c).floatValue();
            for (int sample = 0; sample < 256; sample++) {
                normalised[c][sample] = (sample / 255f - mean) / std;
            }
        }
    }

    public EncoderSettings settings() {
        return settings;
    }

    /** As {@link #embed(List)}, of one picture. */
    public double[] embed(RgbImage picture) throws InferenceException {
        return embed(List.of(picture))[0];
    }

    /**
     * @return a unit-length embedding of each picture, in their order
     * @throws InferenceException if the network fails, or gives values of another shape or that are not finite
     */
    public double[][] embed(List<RgbImage> pictures) throws InferenceException {
        double[][] embeddings = new double[pictures.size()][];
        for (int from = 0; from < embeddings.length; from += CHUNK) {
            List<Map<String, Tensor>> inputs = new ArrayList<>(CHUNK);
            for (RgbImage picture : pictures.subList(from, Math.min(from + CHUNK, embeddings.length))) {
                inputs.add(Map.of(INPUT, prepare(picture)));
            }
            List<Map<String, Tensor>> outputs = network.runAll(inputs);
            for (int i = 0; i < outputs.size(); i++) {
                embeddings[from + i] = Embedding.of(COMPONENT, outputs.get(i), settings.embeddingSize());
            }
        }
        return embeddings;
    }

    /** The network's input for a picture, [1, 3, size, size]. */
    Tensor prepare(RgbImage picture) {
        int size = settings.size();
        int shorter = Math.min(picture.width(), picture.height());
        int width = side(picture.width(), shorter);
        int height = side(picture.height(), shorter);
        // Only the middle is made: a crop one pixel high would otherwise become a picture of millions of pixels.
        PictureResize.Window middle = new PictureResize.Window(margin(width), margin(height), size, size);
        byte[] rgb = PictureResize.resize(picture, width, height, middle, PictureResize.Filter.CUBIC)
                .rgb();
        int pixels = size * size;
        float[] planes = new float[3 * pixels];
        for (int i = 0, p = 0; i < pixels; i++, p += 3) {
            planes[i] = normalised[0][rgb[p] & 0xff];
            planes[pixels + i] = normalised[1][rgb[p + 1] & 0xff];
            planes[2 * pixels + i] = normalised[2][rgb[p + 2] & 0xff];
        }
        return new Tensor(planes, 1, 3, size, size);
    }

    private int side(int side, int shorter) {
        return (int) ((double) ((long) settings.size() * side) / shorter);
    }

    /** Half of what is too much, to the nearest whole number, halves to the even one. */
    private int margin(int side) {
        return (int) Math.rint((side - settings.size()) / 2.0);
    }
}
