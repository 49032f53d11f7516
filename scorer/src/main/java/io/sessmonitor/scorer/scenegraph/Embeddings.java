package io.sessmonitor.scorer.scenegraph;

/**
 * Embeddings of a picture, all of one dimension and of unit length.
 *
 * @param image of the whole picture, d values
 * @param objects of each object, n rows of d values
 */
public record Embeddings(double[] image, double[][] objects) {

    /** Scales {@code vector} to unit length in place and returns it; a vector of zeros stays one. */
    public static double[] normalise(double[] vector) {
        double squares = 0;
        for (double value : vector) {
            squares += value * value;
        }
        double length = Math.max(Math.sqrt(squares), 1e-9);
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= length;
        }
        return vector;
    }
}
