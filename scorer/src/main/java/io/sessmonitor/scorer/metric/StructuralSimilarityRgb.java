package io.sessmonitor.scorer.metric;

import io.sessmonitor.scorer.decode.RgbImage;
import java.util.OptionalDouble;

/** {@code ssim_rgb}: structural similarity of the colour channels. */
public final class StructuralSimilarityRgb implements Metric {

    private static final MetricDescription DESCRIPTION = new MetricDescription(
            "ssim_rgb",
            "",
            -1,
            1,
            Direction.HIGHER_IS_CLOSER,
            "as ssim, of red, green and blue by themselves; their mean",
            "scikit-image structural_similarity with channel_axis and the settings of ssim; pytorch-msssim ssim",
            "pictures with a short side of 11 pixels or more");

    @Override
    public MetricDescription description() {
        return DESCRIPTION;
    }

    @Override
    public OptionalDouble of(MetricInput pair) {
        if (!SsimScales.applicable(pair, 1)) {
            return OptionalDouble.empty();
        }
        RgbImage received = pair.fitted().orElseThrow();
        double sum = 0;
        for (Plane colour : Plane.COLOURS) {
            sum += SsimScales.ofThread().ssim(pair.sent(), received, colour);
        }
        return OptionalDouble.of(sum / Plane.COLOURS.size());
    }
}
