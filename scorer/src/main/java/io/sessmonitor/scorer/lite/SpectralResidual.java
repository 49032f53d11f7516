package io.sessmonitor.scorer.lite;

import io.sessmonitor.scorer.decode.PictureResize;
import io.sessmonitor.scorer.decode.RgbImage;
import io.sessmonitor.scorer.saliency.Fourier;

/**
 * What catches the eye: the part of a picture's log spectrum that its neighbourhood does not predict, turned back into
 * space (Hou and Zhang, "Saliency detection: a spectral residual approach", CVPR 2007). Thread-safe.
 */
final class SpectralResidual {

    /** Pillow's weights of red, green and blue in grey (ITU-R 601-2), in 65536ths. */
    private static final int RED = 19595;

    private static final int GREEN = 38470;
    private static final int BLUE = 7471;

    private static final double LOG_FLOOR = 1e-8;
    private static final double RANGE_FLOOR = 1e-12;

    private final int size;
    private final double sigma;
    private final Fourier fourier;

    /**
     * @param size side of the saliency map, a power of two
     * @param sigma smoothing of the map, in its cells
     */
    SpectralResidual(int size, double sigma) {
        this.size = size;
        this.sigma = sigma;
        this.fourier = new Fourier(size);
    }

    int size() {
        return size;
    }

    /** Saliency 0..1, {@code size} rows of {@code size} values, spanning the whole picture. */
    double[] of(RgbImage picture) {
        byte[] grey = PictureResize.resize(
                grey(picture), 1, picture.width(), picture.height(), size, size, PictureResize.Filter.BOX);
        int cells = size * size;
        double[] real = new double[cells];
        double[] imaginary = new double[cells];
        for (int i = 0; i < cells; i++) {
            real[i] = grey[i] & 0xff;
        }
        fourier.transform(real, imaginary);
        keepResidual(real, imaginary);
        // The inverse transform is the transform of the conjugate, conjugated; only its modulus is wanted.
        for (int i = 0; i < cells; i++) {
            imaginary[i] = -imaginary[i];
        }
        fourier.transform(real, imaginary);
        double[] power = new double[cells];
        for (int i = 0; i < cells; i++) {
            double re = real[i] / cells;
            double im = imaginary[i] / cells;
            power[i] = re * re + im * im;
        }
        return scaled(GaussianBlur.smooth(power, size, size, sigma));
    }

    private static byte[] grey(RgbImage picture) {
        byte[] rgb = picture.rgb();
        byte[] grey = new byte[picture.width() * picture.height()];
        for (int i = 0, p = 0; i < grey.length; i++, p += 3) {
            int sum = RED * (rgb[p] & 0xff) + GREEN * (rgb[p + 1] & 0xff) + BLUE * (rgb[p + 2] & 0xff);
            grey[i] = (byte) (sum + 0x8000 >> 16);
        }
        return grey;
    }

    /** Replaces each amplitude by exp(log amplitude - mean log amplitude of the 3x3 around it, wrapped); phases stay. */
    private void keepResidual(double[] real, double[] imaginary) {
        int cells = size * size;
        double[] amplitude = new double[cells];
        double[] log = new double[cells];
        for (int i = 0; i < cells; i++) {
            amplitude[i] = Math.sqrt(real[i] * real[i] + imaginary[i] * imaginary[i]);
            log[i] = Math.log(amplitude[i] + LOG_FLOOR);
        }
        for (int y = 0, i = 0; y < size; y++) {
            int above = (y + size - 1) % size * size;
            int here = y * size;
            int below = (y + 1) % size * size;
            for (int x = 0; x < size; x++, i++) {
                int left = x > 0 ? x - 1 : size - 1;
                int right = x < size - 1 ? x + 1 : 0;
                double sum = log[above + left]
                        + log[above + x]
                        + log[above + right]
                        + log[here + left]
                        + log[here + x]
                        + log[here + right]
                        + log[below + left]
                        + log[below + x]
                        + log[below + right];
                double residual = Math.exp(log[i] - sum / 9);
                if (amplitude[i] == 0) {
                    real[i] = residual;
                    imaginary[i] = 0;
                } else {
                    real[i] *= residual / amplitude[i];
                    imaginary[i] *= residual / amplitude[i];
                }
            }
        }
    }

    private static double[] scaled(double[] values) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = (values[i] - least) / (most - least + RANGE_FLOOR);
        }
        return values;
    }
}
