package io.sessmonitor.scorer.saliency;

/** Two-dimensional discrete Fourier transform of a square of complex numbers whose side is a power of two. */
public final class Fourier {

    private final int size;
    private final double[] cosine;
    private final double[] sine;

    /** @param size side of the square, a power of two */
    public Fourier(int size) {
        this.size = size;
        cosine = new double[size / 2];
        sine = new double[size / 2];
        for (int i = 0; i < size / 2; i++) {
            cosine[i] = Math.cos(2 * Math.PI * i / size);
            sine[i] = Math.sin(2 * Math.PI * i / size);
        }
    }

    /** Transforms in place, without scaling. */
    public void transform(double[] real, double[] imaginary) {
        double[] re = new double[size];
        double[] im = new double[size];
        for (int row = 0; row < size; row++) {
            line(real, imaginary, row * size, 1, re, im);
        }
        for (int column = 0; column < size; column++) {
            line(real, imaginary, column, size, re, im);
        }
    }

    private void line(double[] real, double[] imaginary, int start, int step, double[] re, double[] im) {
        int shift = Integer.numberOfLeadingZeros(size) + 1;
        for (int i = 0; i < size; i++) {
            int reversed = Integer.reverse(i) >>> shift;
            re[reversed] = real[start + i * step];
            im[reversed] = imaginary[start + i * step];
        }
        for (int half = 1; half < size; half *= 2) {
            int turn = size / (2 * half);
            for (int block = 0; block < size; block += 2 * half) {
                for (int i = 0; i < half; i++) {
                    double c = cosine[i * turn];
                    double s = -sine[i * turn];
                    int low = block + i;
                    int high = low + half;
                    double r = re[high] * c - im[high] * s;
                    double m = re[high] * s + im[high] * c;
                    re[high] = re[low] - r;
                    im[high] = im[low] - m;
                    re[low] += r;
                    im[low] += m;
                }
            }
        }
        for (int i = 0; i < size; i++) {
            real[start + i * step] = re[i];
            imaginary[start + i * step] = im[i];
        }
    }
}
