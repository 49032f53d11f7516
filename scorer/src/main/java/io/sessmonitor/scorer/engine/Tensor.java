package io.sessmonitor.scorer.engine;

import java.util.Arrays;

/**
 * A dense tensor of 32-bit floats. The arrays are not copied: do not change them once handed over.
 *
 * @param data the values, row-major (last dimension fastest)
 * @param shape length of each dimension; their product is the number of values
 */
public record Tensor(float[] data, long... shape) {

    public Tensor {
        long count = 1;
        for (long length : shape) {
            if (length < 0) {
                throw new IllegalArgumentException("negative dimension in shape " + Arrays.toString(shape));
            }
            count = Math.multiplyExact(count, length);
        }
        if (count != data.length) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(shape) + " does not hold " + data.length + " values");
        }
    }
}
