package io.sessmonitor.scorer.sam;

import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.engine.Network;
import io.sessmonitor.scorer.engine.Tensor;
import io.sessmonitor.scorer.scenegraph.StageTimes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Finds all objects of a picture as SAM's automatic mask generator does. Thread-safe: keeps nothing between pictures.
 *
 * <p>Memory for a picture: the logits of one batch of points (3 {@code maskSide}² floats a point) and, until overlaps are
 * suppressed, one bit a pixel for each mask that passed the thresholds.
 */
public final class SegmentAnything {

    /** The bundles' components that hold the networks. */
    public static final String ENCODER = "segment-encoder";

    public static final String DECODER = "segment-decoder";

    private static final int MASKS_PER_POINT = 3;

    private final Network encoder;
    private final Network decoder;
    private final SamSettings settings;

    /**
     * The networks stay the caller's.
     *
     * @param encoder {@code pixels} [1, 3, longSide, longSide] → {@code image} [1, C, side, side]
     * @param decoder {@code image} and {@code points} [1, P, 2] → {@code masks} [1, P, 3, maskSide, maskSide] (logits),
     *     {@code iou} [1, P, 3] (predicted) and {@code tokens} [1, P, 3, tokenSize]
     */
    public SegmentAnything(Network encoder, Network decoder, SamSettings settings) {
        this.encoder = encoder;
        this.decoder = decoder;
        this.settings = settings;
    }

    /**
     * @param times charged with the networks and with what is done about their masks
     * @return the largest first
     * @throws InferenceException if a network fails or gives values of another shape or that are not finite
     */
    public List<SamMask> masks(RgbImage picture, StageTimes times) throws InferenceException {
        SamInput input = SamInput.of(picture, settings.longSide());
        Tensor pixels = input.pixels(picture, settings.mean(), settings.std());
        times.lap("resize");
        Tensor image = encode(pixels);
        times.lap(StageTimes.NETWORK);
        MaskScaler scaler = new MaskScaler(settings, input);
        float[] points = input.points(settings.pointsPerSide());
        List<SamMask> found = new ArrayList<>();
        int batch = 2 * settings.pointsPerBatch();
        for (int from = 0; from < points.length; from += batch) {
            decode(
                    image,
                    Arrays.copyOfRange(points, from, Math.min(from + batch, points.length)),
                    scaler,
                    found,
                    times);
        }
        List<SamMask> kept = MaskSelection.suppressOverlaps(found, settings.nms());
        kept = MaskSelection.dropDuplicates(kept, settings.duplicateIou(), settings.maxObjects());
        times.lap("masks");
        return kept;
    }

    /** The encoder's output for its input. */
    Tensor encode(Tensor pixels) throws InferenceException {
        int side = settings.embeddingSide();
        return output(
                encoder.run(Map.of("pixels", pixels)), ENCODER, "image", 1, settings.embeddingChannels(), side, side);
    }

    private void decode(Tensor image, float[] points, MaskScaler scaler, List<SamMask> found, StageTimes times)
            throws InferenceException {
        int count = points.length / 2;
        int side = settings.maskSide();
        Map<String, Tensor> outputs = decoder.run(Map.of("image", image, "points", new Tensor(points, 1, count, 2)));
        times.lap(StageTimes.NETWORK);
        float[] masks = output(outputs, DECODER, "masks", 1, count, MASKS_PER_POINT, side, side)
                .data();
        float[] iou = output(outputs, DECODER, "iou", 1, count, MASKS_PER_POINT).data();
        float[] tokens = output(outputs, DECODER, "tokens", 1, count, MASKS_PER_POINT, settings.tokenSize())
                .data();
        for (int i = 0; i < iou.length; i++) {
            if (!Float.isFinite(iou[i])) {
                throw new InferenceException("the " + DECODER + " gave values that are not finite");
            }
            if (settings.predIou() == 0 || iou[i] > (float) settings.predIou()) {
                add(masks, i, iou[i], tokens, scaler, found);
            }
        }
        times.lap("masks");
    }

    private void add(float[] masks, int i, float iou, float[] tokens, MaskScaler scaler, List<SamMask> found) {
        int size = settings.tokenSize();
        scaler.scale(masks, i * settings.maskSide() * settings.maskSide())
                .ifPresent(scaled -> found.add(new SamMask(
                        scaled.mask(),
                        scaled.area(),
                        scaled.box(),
                        iou,
                        scaled.stability(),
                        Arrays.copyOfRange(tokens, i * size, (i + 1) * size))));
    }

    private static Tensor output(Map<String, Tensor> outputs, String network, String name, long... shape)
            throws InferenceException {
        Tensor tensor = outputs.get(name);
        if (tensor == null) {
            throw new InferenceException("the " + network + " has no output '" + name + "', only " + outputs.keySet());
        }
        if (!Arrays.equals(tensor.shape(), shape)) {
            throw new InferenceException("the " + network + "'s output '" + name + "' has shape "
                    + Arrays.toString(tensor.shape()) + " instead of " + Arrays.toString(shape));
        }
        return tensor;
    }
}
