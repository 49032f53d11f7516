package io.sessmonitor.scorer.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Items of equal shapes, each with batch dimension 1, as one item with a larger batch dimension, and back. */
final class Batch {

    private Batch() {}

    /** @param items at least one */
    static Map<String, Tensor> join(List<Map<String, Tensor>> items) {
        Map<String, Tensor> joined = new LinkedHashMap<>();
        for (String input : items.get(0).keySet()) {
            Tensor first = items.get(0).get(input);
            int each = first.data().length;
            float[] data = new float[Math.multiplyExact(each, items.size())];
            for (int i = 0; i < items.size(); i++) {
                System.arraycopy(items.get(i).get(input).data(), 0, data, i * each, each);
            }
            long[] shape = first.shape().clone();
            shape[0] = items.size();
            joined.put(input, new Tensor(data, shape));
        }
        return joined;
    }

    /**
     * @param network its name, for the message
     * @throws InferenceException if an output has no batch dimension of {@code count}
     */
    static List<Map<String, Tensor>> split(String network, Map<String, Tensor> outputs, int count)
            throws InferenceException {
        List<Map<String, Tensor>> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            results.add(new LinkedHashMap<>());
        }
        for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
            long[] shape = output.getValue().shape().clone();
            if (shape.length == 0 || shape[0] != count) {
                throw new InferenceException("output " + output.getKey() + " of network " + network
                        + " has no batch dimension: shape " + Arrays.toString(shape));
            }
            shape[0] = 1;
            float[] data = output.getValue().data();
            int each = data.length / count;
            for (int i = 0; i < count; i++) {
                results.get(i)
                        .put(output.getKey(), new Tensor(Arrays.copyOfRange(data, i * each, (i + 1) * each), shape));
            }
        }
        return results;
    }

    static boolean sameShapes(Map<String, Tensor> a, Map<String, Tensor> b) {
        if (!a.keySet().equals(b.keySet())) {
            return false;
        }
        for (Map.Entry<String, Tensor> input : a.entrySet()) {
            if (!Arrays.equals(input.getValue().shape(), b.get(input.getKey()).shape())) {
                return false;
            }
        }
        return true;
    }

    /** @throws InferenceException if an input's first dimension is not 1 */
    static void requireSingle(String network, Map<String, Tensor> item) throws InferenceException {
        for (Map.Entry<String, Tensor> input : item.entrySet()) {
            long[] shape = input.getValue().shape();
            if (shape.length == 0 || shape[0] != 1) {
                throw new InferenceException("input " + input.getKey() + " of network " + network
                        + " must have batch dimension 1, not shape " + Arrays.toString(shape));
            }
        }
    }
}
