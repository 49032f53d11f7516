package io.sessmonitor.scorer.metric;

import java.util.OptionalDouble;

/** {@code ssim}: structural similarity of the luma. */
public final class StructuralSimilarity implements Metric {

    private static final MetricDescription DESCRIPTION = new MetricDescription(
            "ssim",
            "",
            -1,
            1,
            Direction.HIGHER_IS_CLOSER,
            "mean SSIM of unrounded Y = .299 R + .587 G + .114 B in Gaussian windows of 11x11 (sigma 1.5) that lie"
                    + " wholly inside; K1 .01, K2 .03, population variances, full size",
            "Wang, Bovik, Sheikh, Simoncelli 2004, equation 13; scikit-image structural_similarity with"
                    + " gaussian_weights, sigma 1.5, use_sample_covariance False, data_range 255",
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
        return OptionalDouble.of(
                SsimScales.ofThread().ssim(pair.sent(), pair.fitted().orElseThrow(), Plane.LUMA));
    }
}
