package io.sessmonitor.scorer.lite;

/** Gaussian smoothing, cut at four sigma, with the picture mirrored at its edges (edge cells doubled). */
final class GaussianBlur {

    private static final double CUT = 4;

    private GaussianBlur() {}

    /** @param values row-major; not changed */
    static double[] smooth(double[] values, int width, int height, double sigma) {
        int radius = (int) (CUT * sigma + 0.5);
        double[] kernel = kernel(sigma, radius);
        double[] columns = new double[values.length];
        for (int y = 0; y < height; y++) {
            int target = y * width;
            for (int k = 0; k < kernel.length; k++) {
                int source = mirror(y + k - radius, height) * width;
                double weight = kernel[k];
                for (int x = 0; x < width; x++) {
                    columns[target + x] += weight * values[source + x];
                }
            }
        }
        double[] result = new double[values.length];
        double[] row = new double[width + 2 * radius];
        for (int y = 0; y < height; y++) {
            int target = y * width;
            for (int x = 0; x < row.length; x++) {
                row[x] = columns[target + mirror(x - radius, width)];
            }
            for (int k = 0; k < kernel.length; k++) {
                double weight = kernel[k];
                for (int x = 0; x < width; x++) {
                    result[target + x] += weight * row[x + k];
                }
            }
        }
        return result;
    }

    private static double[] kernel(double sigma, int radius) {
        double[] kernel = new double[2 * radius + 1];
        double sum = 0;
        for (int i = 0; i < kernel.length; i++) {
            double x = (i - radius) / sigma;
            kernel[i] = Math.exp(-0.5 * x * x);
            sum += kernel[i];
        }
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] /= sum;
        }
        return kernel;
    }

    /** Index into 0..n-1 of position i of the endless mirroring ... 1 0 | 0 1 ... n-1 | n-1 n-2 ... */
    private static int mirror(int i, int n) {
        if (i >= 0 && i < n) {
            return i;
        }
        int wrapped = Math.floorMod(i, 2 * n);
        return wrapped < n ? wrapped : 2 * n - 1 - wrapped;
    }
}
