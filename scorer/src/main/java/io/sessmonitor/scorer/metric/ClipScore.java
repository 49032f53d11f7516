package io.sessmonitor.scorer.metric;

import io.sessmonitor.scorer.clip.ClipImageEncoder;
import io.sessmonitor.scorer.engine.InferenceException;
import java.util.List;
import java.util.OptionalDouble;

/** {@code clipscore}: cosine of CLIP's embeddings of the two pictures. */
final class ClipScore implements Metric {

    static final MetricDescription DESCRIPTION = new MetricDescription(
            "clipscore",
            "",
            -1,
            1,
            Direction.HIGHER_IS_CLOSER,
            "cosine of the embeddings that CLIP's image encoder gives the two pictures, each with its middle cut out as"
                    + " CLIP does it; not scaled. Needs a bundle; compares only between values of one bundle",
            "the SeSS paper, equation 15 (1 minus its distance); Hessel et al. 2021 compare pictures with texts and scale by"
                    + " 2.5",
            "every pair, whatever the sizes");

    private final ClipImageEncoder encoder;

    ClipScore(ClipImageEncoder encoder) {
        this.encoder = encoder;
    }

    @Override
    public MetricDescription description() {
        return DESCRIPTION;
    }

    @Override
    public OptionalDouble of(MetricInput pair) throws InferenceException {
        double[][] embeddings = encoder.embed(List.of(pair.sent(), pair.received()));
        double cosine = 0;
        for (int i = 0; i < embeddings[0].length; i++) {
            cosine += embeddings[0][i] * embeddings[1][i];
        }
        return OptionalDouble.of(Math.min(1, Math.max(-1, cosine)));
    }
}
