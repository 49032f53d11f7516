package io.sessmonitor.scorer.metric;

import io.sessmonitor.scorer.decode.RgbImage;
import java.util.OptionalDouble;

/** {@code ms_ssim}: structural similarity over five scales. */
public final class MultiScaleStructuralSimilarity implements Metric {

    /** Exponents by scale, full size first; they add up to 1.0001, as published. */
    private static final double[] WEIGHTS = {.0448, .2856, .3001, .2363, .1333};

    private static final MetricDescription DESCRIPTION = new MetricDescription(
            "ms_ssim",
            "",
            0,
            1,
            Direction.HIGHER_IS_CLOSER,
            "product over 5 scales, each half the one before, of the mean contrast-structure term (at the last scale:"
                    + " of the mean SSIM), negative ones taken as 0, to the powers .0448 .2856 .3001 .2363 .1333;"
                    + " red, green and blue by themselves; their mean. Windows and constants as for ssim",
            "Wang, Simoncelli, Bovik 2003, equation 7; pytorch-msssim ms_ssim with a double-precision window",
            "pictures with a short side of more than 160 pixels");

    @Override
    public MetricDescription description() {
        return DESCRIPTION;
    }

    @Override
    public OptionalDouble of(MetricInput pair) {
        if (!SsimScales.applicable(pair, WEIGHTS.length)) {
            return OptionalDouble.empty();
        }
        RgbImage received = pair.fitted().orElseThrow();
        double sum = 0;
        for (Plane colour : Plane.COLOURS) {
            sum += SsimScales.ofThread().multiScale(pair.sent(), received, colour, WEIGHTS);
        }
        return OptionalDouble.of(sum / Plane.COLOURS.size());
    }
}
