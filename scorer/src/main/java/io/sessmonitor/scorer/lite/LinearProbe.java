package io.sessmonitor.scorer.lite;

import io.sessmonitor.models.LabelProbe;
import io.sessmonitor.scorer.scenegraph.Label;
import io.sessmonitor.scorer.scenegraph.Labeller;
import java.util.Optional;

/** Names objects by the bundle's linear probe: softmax(W (scale * embedding) + b). Thread-safe. */
final class LinearProbe implements Labeller {

    private final LabelProbe probe;
    private final double scale;
    private final double confidence;

    /** @param confidence from which a name is shown */
    LinearProbe(LabelProbe probe, double scale, double confidence) {
        this.probe = probe;
        this.scale = scale;
        this.confidence = confidence;
    }

    @Override
    public Optional<Label> label(double[] embedding) {
        int classes = probe.names().size();
        double[] logits = new double[classes];
        int best = 0;
        for (int c = 0; c < classes; c++) {
            float[] weights = probe.weights()[c];
            double dot = 0;
            for (int d = 0; d < embedding.length; d++) {
                dot += weights[d] * embedding[d];
            }
            logits[c] = scale * dot + probe.bias()[c];
            if (logits[c] > logits[best]) {
                best = c;
            }
        }
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit - logits[best]);
        }
        double chance = 1 / sum;
        return chance >= confidence ? Optional.of(new Label(probe.names().get(best), chance)) : Optional.empty();
    }
}
