package io.sessmonitor.scorer.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A trained network: named tensors in, named tensors out, one item at a time (batch dimension 1 where the network has
 * one). Thread-safe; what comes out for an item does not depend on what else is being run.
 */
public interface Network extends AutoCloseable {

    /**
     * Runs the network on one item and waits for the result.
     *
     * @param inputs each input by its name in the model
     * @return every output by its name in the model
     * @throws InferenceException if an input is missing, unknown or of the wrong shape, if the device fails, or if the
     *     network is closed
     */
    Map<String, Tensor> run(Map<String, Tensor> inputs) throws InferenceException;

    /**
     * Runs the network on several items of equal shapes and waits for all results. What comes out for an item is what
     * {@link #run} gives for it, but for the rounding of another batch size.
     *
     * @return the outputs of each item, in the items' order
     * @throws InferenceException as {@link #run}, for the first item that fails
     */
    default List<Map<String, Tensor>> runAll(List<Map<String, Tensor>> items) throws InferenceException {
        List<Map<String, Tensor>> results = new ArrayList<>(items.size());
        for (Map<String, Tensor> item : items) {
            results.add(run(item));
        }
        return results;
    }

    /** Frees the model. Calls in work are finished or fail; later calls fail. Closing twice is harmless. */
    @Override
    void close();
}
