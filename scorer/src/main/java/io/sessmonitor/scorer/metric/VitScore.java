package io.sessmonitor.scorer.metric;

import com.fasterxml.jackson.databind.JsonNode;
import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.scorer.decode.PictureResize;
import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.engine.Network;
import io.sessmonitor.scorer.engine.Tensor;
import io.sessmonitor.scorer.scenegraph.Embeddings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** {@code vitscore}: how well each patch of one picture finds a like patch in the other, and the reverse. */
final class VitScore implements Metric {

    static final String FAMILY = "vit";

    /** The bundle's component. */
    static final String NETWORK = "network";

    private static final int MAX_SIZE = 1 << 12;

    static final MetricDescription DESCRIPTION = new MetricDescription(
            "vitscore",
            "",
            -1,
            1,
            Direction.HIGHER_IS_CLOSER,
            "harmonic mean of recall and precision: means, over the patches of one picture, of the largest cosine with a"
                    + " patch of the other, of a vision transformer's last features; pictures are brought to its square size"
                    + " (bilinear, antialiased). Needs a bundle; compares only between values of one bundle",
            "Zhu et al. 2023; the SeSS paper, equations 10 to 14, with features of unit length",
            "every pair, whatever the sizes, that has a recall and a precision above 0");

    private final Network network;
    private final int size;
    private final float[][] normalised = new float[3][256];

    /** @param network {@code image} [n, 3, size, size] → {@code features} [n, patches, d]; the settings are the bundle's */
    VitScore(Network network, Bundle bundle) throws BundleException {
        this.network = network;
        JsonNode settings = bundle.settings();
        this.size = settings.path("size").asInt();
        boolean fits = size >= 1 && size <= MAX_SIZE;
        for (int c = 0; c < 3 && fits; c++) {
            double mean = settings.path("mean").path(c).asDouble(Double.NaN);
            double std = settings.path("std").path(c).asDouble(Double.NaN);
            fits = Double.isFinite(mean) && std > 0;
            for (int sample = 0; sample < 256; sample++) {
                normalised[c][sample] = (sample / 255f - (float) mean) / (float) std;
            }
        }
        if (!fits) {
            throw new BundleException(
                    BundleException.Problem.MALFORMED,
                    "bundle " + bundle.name()
                            + ": settings: size, and mean and std of three channels (std above 0), are" + " needed");
        }
    }

    @Override
    public MetricDescription description() {
        return DESCRIPTION;
    }

    @Override
    public OptionalDouble of(MetricInput pair) throws InferenceException {
        List<Map<String, Tensor>> outputs = network.runAll(
                List.of(Map.of("image", prepare(pair.sent())), Map.of("image", prepare(pair.received()))));
        double[][] sent = features(outputs.get(0));
        double[][] received = features(outputs.get(1));
        double[] bestReceived = new double[received.length];
        Arrays.fill(bestReceived, Double.NEGATIVE_INFINITY);
        double recall = 0;
        for (double[] x : sent) {
            double best = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < received.length; j++) {
                double cosine = dot(x, received[j]);
                best = Math.max(best, cosine);
                bestReceived[j] = Math.max(bestReceived[j], cosine);
            }
            recall += best / sent.length;
        }
        double precision = 0;
        for (double best : bestReceived) {
            precision += best / received.length;
        }
        // The harmonic mean is one of positive numbers.
        return recall > 0 && precision > 0
                ? OptionalDouble.of(Math.min(1, 2 * recall * precision / (recall + precision)))
                : OptionalDouble.empty();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private Tensor prepare(RgbImage picture) {
        byte[] rgb = PictureResize.resize(picture, size, size, PictureResize.Filter.TRIANGLE)
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

    /** A unit-length row for each patch. */
    private static double[][] features(Map<String, Tensor> outputs) throws InferenceException {
        Tensor tensor = outputs.get("features");
        if (tensor == null || tensor.shape().length != 3 || tensor.data().length == 0) {
            throw new InferenceException("the network of vitscore gave no features");
        }
        int patches = (int) tensor.shape()[1];
        int depth = (int) tensor.shape()[2];
        double[][] features = new double[patches][depth];
        for (int p = 0; p < patches; p++) {
            for (int d = 0; d < depth; d++) {
                float value = tensor.data()[p * depth + d];
                if (!Float.isFinite(value)) {
                    throw new InferenceException("the network of vitscore gave values that are not finite");
                }
                features[p][d] = value;
            }
            Embeddings.normalise(features[p]);
        }
        return features;
    }
}
