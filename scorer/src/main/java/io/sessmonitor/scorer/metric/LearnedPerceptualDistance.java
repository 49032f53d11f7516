package io.sessmonitor.scorer.metric;

import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.engine.Network;
import io.sessmonitor.scorer.engine.Tensor;
import java.util.Map;
import java.util.OptionalDouble;

/** {@code lpips}: learned perceptual image patch similarity, version 0.1; a distance. */
final class LearnedPerceptualDistance implements Metric {

    static final String FAMILY = "lpips";

    /** The bundle's component. */
    static final String NETWORK = "network";

    private static final String MIN_SIDE = "min_side";

    /** Larger pictures would take gigabytes for the network's first layers. */
    private static final long MAX_PIXELS = 16_000_000;

    static final MetricDescription DESCRIPTION = new MetricDescription(
            "lpips",
            "",
            0,
            Double.POSITIVE_INFINITY,
            Direction.LOWER_IS_CLOSER,
            "squared distance of the features of AlexNet or SqueezeNet (as the bundle has it), weighed by channel and"
                    + " averaged, at full size; seldom above 1. Needs a bundle; compares only between values"
                    + " of one bundle",
            "Zhang et al. 2018, LPIPS v0.1; the Python package lpips. The SeSS paper shows 1 minus this",
            "pictures with up to 16 million pixels that are not too small for the network");

    private final Network network;
    private final int minSide;

    /** @param network {@code sent}, {@code received} [1, 3, height, width] in -1..1 → {@code distance} [1, 1] */
    LearnedPerceptualDistance(Network network, Bundle bundle) throws BundleException {
        this.network = network;
        this.minSide = bundle.settings().path(MIN_SIDE).asInt();
        if (minSide < 1) {
            throw new BundleException(
                    BundleException.Problem.MALFORMED,
                    "bundle " + bundle.name() + ": settings: " + MIN_SIDE + " must be a number of pixels, at least 1");
        }
    }

    @Override
    public MetricDescription description() {
        return DESCRIPTION;
    }

    @Override
    public OptionalDouble of(MetricInput pair) throws InferenceException {
        RgbImage sent = pair.sent();
        if (Math.min(sent.width(), sent.height()) < minSide
                || (long) sent.width() * sent.height() > MAX_PIXELS
                || pair.fitted().isEmpty()) {
            return OptionalDouble.empty();
        }
        Tensor distance = network.run(Map.of(
                        "sent", signed(sent), "received", signed(pair.fitted().get())))
                .get("distance");
        if (distance == null || distance.data().length != 1 || !Float.isFinite(distance.data()[0])) {
            throw new InferenceException("the network of lpips gave no finite distance");
        }
        return OptionalDouble.of(distance.data()[0]);
    }

    /** Planes of samples scaled from 0..255 to -1..1. */
    private static Tensor signed(RgbImage picture) {
        byte[] rgb = picture.rgb();
        int pixels = rgb.length / 3;
        float[] planes = new float[rgb.length];
        for (int i = 0, p = 0; i < pixels; i++, p += 3) {
            planes[i] = (rgb[p] & 0xff) / 127.5f - 1;
            planes[pixels + i] = (rgb[p + 1] & 0xff) / 127.5f - 1;
            planes[2 * pixels + i] = (rgb[p + 2] & 0xff) / 127.5f - 1;
        }
        return new Tensor(planes, 1, 3, picture.height(), picture.width());
    }
}
