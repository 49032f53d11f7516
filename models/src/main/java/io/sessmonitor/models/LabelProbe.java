package io.sessmonitor.models;

import java.util.List;

/**
 * A linear probe that names an object from its embedding: {@code softmax(W (scale * embedding) + b)}, the scale and
 * the confidence from which a name is shown being in the bundle's settings. For people only; no score uses it.
 *
 * @param names one per class, n
 * @param weights W, n rows of the embedding's length
 * @param bias b, n values
 */
public record LabelProbe(List<String> names, float[][] weights, float[] bias) {

    public LabelProbe {
        names = List.copyOf(names);
        if (names.isEmpty() || weights.length != names.size() || bias.length != names.size()) {
            throw new IllegalArgumentException(
                    names.size() + " names need as many rows of weights and values of bias, not " + weights.length
                            + " and " + bias.length);
        }
        for (float[] row : weights) {
            if (row.length == 0 || row.length != weights[0].length) {
                throw new IllegalArgumentException("rows of weights differ in length or are empty");
            }
        }
    }
}
