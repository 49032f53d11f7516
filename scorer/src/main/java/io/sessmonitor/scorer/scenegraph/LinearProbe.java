package io.sessmonitor.scorer.scenegraph;

import io.sessmonitor.models.LabelProbe;
import java.util.List;
import java.util.Optional;

/** Names objects by the bundle's linear probe: softmax(W (scale * embedding) + b). Thread-safe. */
public final class LinearProbe implements Labeller {

    private final List<String> names;
    private final double[] bias;

    /** The scaled weights, the classes of an embedding's value side by side. */
    private final double[] weights;

    private final double confidence;

    /** @param confidence from which a name is shown */
    public LinearProbe(LabelProbe probe, double scale, double confidence) {
        this.names = probe.names();
        this.confidence = confidence;
        int classes = names.size();
        int dimension = probe.weights()[0].length;
        bias = new double[classes];
        weights = new double[dimension * classes];
        for (int c = 0; c < classes; c++) {
            bias[c] = probe.bias()[c];
            for (int d = 0; d < dimension; d++) {
                weights[d * classes + c] = scale * probe.weights()[c][d];
            }
        }
    }

    @Override
    public Optional<Label> label(double[] embedding) {
        double[] logits = bias.clone();
        int classes = logits.length;
        for (int d = 0; d < embedding.length; d++) {
            double value = embedding[d];
            int row = d * classes;
            for (int c = 0; c < classes; c++) {
                logits[c] += value * weights[row + c];
            }
        }
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (logits[c] > logits[best]) {
                best = c;
            }
        }
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit - logits[best]);
        }
        double chance = 1 / sum;
        return chance >= confidence ? Optional.of(new Label(names.get(best), chance)) : Optional.empty();
    }
}
