package io.sessmonitor.scorer.lite;

/**
 * What the network says of one picture: two maps on the grid (a quarter of the resized picture's sides) and one on the
 * coarser feature grid, whose cells are squares of grid cells.
 *
 * @param width grid cells a row
 * @param height grid rows
 * @param boundary chance of a region boundary, 0..1; row-major
 * @param depth values of {@code pixels} a cell
 * @param pixels cell embeddings, depth maps one after the other: squared distance 1 is about where two cells stop being
 *     of one region
 * @param featureWidth feature cells a row
 * @param featureHeight feature rows
 * @param channels values of {@code features} a feature cell
 * @param features what is seen there, channels maps one after the other
 */
record LiteMaps(
        int width,
        int height,
        float[] boundary,
        int depth,
        float[] pixels,
        int featureWidth,
        int featureHeight,
        int channels,
        float[] features) {

    LiteMaps {
        int cells = width * height;
        int featureCells = featureWidth * featureHeight;
        if (boundary.length != cells
                || pixels.length != depth * cells
                || features.length != channels * featureCells
                || featureWidth < 1
                || featureHeight < 1
                || width % featureWidth != 0
                || height % featureHeight != 0
                || width / featureWidth != height / featureHeight) {
            throw new IllegalArgumentException("maps do not fit: grid " + width + "x" + height + ", features "
                    + featureWidth + "x" + featureHeight + "; " + boundary.length + ", " + pixels.length + " and "
                    + features.length + " values");
        }
    }

    /** Grid cells along each side of a feature cell. */
    int cellsPerFeature() {
        return width / featureWidth;
    }
}
