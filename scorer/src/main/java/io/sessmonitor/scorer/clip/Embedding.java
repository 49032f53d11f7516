package io.sessmonitor.scorer.clip;

import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.engine.Tensor;
import io.sessmonitor.scorer.scenegraph.Embeddings;
import java.util.Arrays;
import java.util.Map;

/** Reads what an encoder's network gives for one item. */
final class Embedding {

    private static final String OUTPUT = "embedding";

    private Embedding() {}

    /**
     * @param encoder for messages
     * @return the embedding scaled to unit length
     * @throws InferenceException if it is not there, has another size or values that are not finite
     */
    static double[] of(String encoder, Map<String, Tensor> outputs, int size) throws InferenceException {
        Tensor tensor = outputs.get(OUTPUT);
        if (tensor == null) {
            throw new InferenceException(
                    "the " + encoder + " has no output '" + OUTPUT + "', only " + outputs.keySet());
        }
        long[] expected = {1, size};
        if (!Arrays.equals(tensor.shape(), expected)) {
            throw new InferenceException("the " + encoder + "'s output '" + OUTPUT + "' has shape "
                    + Arrays.toString(tensor.shape()) + " instead of " + Arrays.toString(expected));
        }
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = tensor.data()[i];
            if (!Double.isFinite(values[i])) {
                throw new InferenceException("the " + encoder + " gave values that are not finite");
            }
        }
        return Embeddings.normalise(values);
    }
}
