package io.sessmonitor.scorer.metric;

import java.util.OptionalDouble;

/** {@code embedding}: cosine of the whole-picture embeddings. */
public final class EmbeddingSimilarity implements Metric {

    private static final MetricDescription DESCRIPTION = new MetricDescription(
            "embedding",
            "",
            -1,
            1,
            Direction.HIGHER_IS_CLOSER,
            "cosine of the bundle's embeddings of the two whole pictures; compares only between scores of one bundle",
            "the image term of SeSS before the bundle's similarity map",
            "every pair with scene graphs, whatever the sizes");

    @Override
    public MetricDescription description() {
        return DESCRIPTION;
    }

    @Override
    public OptionalDouble of(MetricInput pair) {
        return pair.graphs().isPresent() ? cosine(pair.graphs().get()) : OptionalDouble.empty();
    }

    private static OptionalDouble cosine(MetricInput.Graphs graphs) {
        double[] a = graphs.sent().image();
        double[] b = graphs.received().image();
        double aa = 0;
        double bb = 0;
        double ab = 0;
        for (int i = 0; i < a.length; i++) {
            aa += a[i] * a[i];
            bb += b[i] * b[i];
            ab += a[i] * b[i];
        }
        // A vector of zeros has no direction. Dividing makes equal vectors exactly 1, which unit length alone does not.
        return aa == 0 || bb == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.min(1, Math.max(-1, ab / Math.sqrt(aa * bb))));
    }
}
