package io.sessmonitor.scorer.sam;

/**
 * One axis of a mask's way to the picture's pixels: from the decoder's cells to the encoder's pixels, the padding cut off,
 * and from there to the picture's pixels. Both steps are bilinear (half-pixel centres, as torch with align_corners = False),
 * so together they are a few weights for each pixel.
 *
 * @param taps cells that make a pixel, the same number for all (some may weigh nothing)
 * @param first of each pixel: the first of its cells, so that all of them exist
 * @param weights of each pixel: those of its cells, one after the other
 */
record Interpolation(int taps, int[] first, float[] weights) {

    /**
     * @param cells of the decoder's mask along this axis
     * @param padded pixels of the encoder's picture, padding included
     * @param used pixels of the encoder's picture without the padding
     * @param pixels of the picture
     */
    static Interpolation of(int cells, int padded, int used, int pixels) {
        double[][] rows = new double[pixels][];
        int[] starts = new int[pixels];
        int taps = 1;
        for (int i = 0; i < pixels; i++) {
            double at = source(i, used, pixels);
            int below = (int) at;
            double share = at - below;
            int above = Math.min(below + 1, used - 1);
            double from = source(below, cells, padded);
            double to = source(above, cells, padded);
            starts[i] = (int) from;
            rows[i] = new double[Math.min((int) to + 1, cells - 1) - starts[i] + 1];
            add(rows[i], from - starts[i], 1 - share);
            add(rows[i], to - starts[i], share);
            taps = Math.max(taps, rows[i].length);
        }
        int[] first = new int[pixels];
        float[] weights = new float[pixels * taps];
        for (int i = 0; i < pixels; i++) {
            first[i] = Math.min(starts[i], cells - taps);
            for (int t = 0; t < rows[i].length; t++) {
                weights[i * taps + starts[i] - first[i] + t] = (float) rows[i][t];
            }
        }
        return new Interpolation(taps, first, weights);
    }

    /** Where the middle of position {@code i} of {@code to} lies among {@code from} positions. */
    private static double source(int i, int from, int to) {
        return Math.min(Math.max((i + .5) * from / to - .5, 0), from - 1);
    }

    private static void add(double[] row, double at, double weight) {
        int below = (int) at;
        double share = at - below;
        row[below] += weight * (1 - share);
        if (below + 1 < row.length) {
            row[below + 1] += weight * share;
        }
    }
}
