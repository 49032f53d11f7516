package io.sessmonitor.scorer.metric;

import java.util.Arrays;

/**
 * SSIM of two planes that come row by row, in Gaussian windows of 11x11 that lie wholly inside them: as each row completes
 * eleven, a row of windows is weighed down and then across.
 *
 * <p>A row is kept as {@value #LANES} strips side by side, strip after strip within each column of a strip: value {@code
 * LANES * column + strip}. Neighbours of a window are then whole vectors apart, so that all loops become vector
 * instructions, the one across too. Strips overlap by ten columns; the last may have columns beyond the plane, whose sums
 * nobody reads.
 *
 * <p>Not thread-safe. Memory grows with the widest plane it has seen, some 400 bytes a column.
 */
final class SsimWindows {

    /** Side of a window. */
    static final int SIZE = 11;

    private static final int LANES = 8;
    private static final int MARGIN = SIZE - 1;

    /** (K L)^2 with K1 = .01, K2 = .03 and L = 255. */
    private static final double C1 = .01 * 255 * (.01 * 255);

    private static final double C2 = .03 * 255 * (.03 * 255);

    /** The Gaussian from the border of the window to its centre; all eleven weights sum to 1. */
    private static final double W0 = gaussian(5);

    private static final double W1 = gaussian(4);
    private static final double W2 = gaussian(3);
    private static final double W3 = gaussian(2);
    private static final double W4 = gaussian(1);
    private static final double W5 = gaussian(0);

    /** What is averaged over the windows. */
    enum Term {
        /** SSIM itself: the mean term times the contrast-structure term. */
        SSIM,
        /** The contrast-structure term alone. */
        CONTRAST
    }

    private Term term = Term.SSIM;
    private int width;
    private int height;
    private int strip;

    /** The last eleven rows: both planes, the sum of their squares, their product. */
    private double[][] a = new double[SIZE][0];

    private double[][] b = new double[SIZE][0];
    private double[][] squares = new double[SIZE][0];
    private double[][] product = new double[SIZE][0];

    /** A row weighed down, of each of the four, and across. */
    private double[] down = new double[0];

    private double[] meanA = new double[0];
    private double[] meanB = new double[0];
    private double[] meanSquares = new double[0];
    private double[] meanProduct = new double[0];

    /** Sums of the term over the rows, by column. */
    private double[] sums = new double[0];

    private static double gaussian(int distance) {
        double sum = 0;
        for (int i = -SIZE / 2; i <= SIZE / 2; i++) {
            sum += Math.exp(-i * i / (2 * 1.5 * 1.5));
        }
        return Math.exp(-distance * distance / (2 * 1.5 * 1.5)) / sum;
    }

    /** Begins with planes of this width, at least {@link #SIZE}. */
    void start(int planeWidth, Term averaged) {
        term = averaged;
        width = planeWidth;
        height = 0;
        strip = (planeWidth - MARGIN + LANES - 1) / LANES;
        int inputs = LANES * (strip + MARGIN);
        if (down.length < inputs) {
            a = new double[SIZE][inputs];
            b = new double[SIZE][inputs];
            squares = new double[SIZE][inputs];
            product = new double[SIZE][inputs];
            down = new double[inputs];
            meanA = new double[inputs];
            meanB = new double[inputs];
            meanSquares = new double[inputs];
            meanProduct = new double[inputs];
            sums = new double[inputs];
        }
        Arrays.fill(sums, 0);
    }

    /** Values an array must have room for that holds a row of a plane. */
    static int room(int planeWidth) {
        return planeWidth + LANES;
    }

    /** Takes the next row of both planes, in arrays with {@link #room}; what is behind the row is not looked at. */
    void add(double[] rowA, double[] rowB) {
        int slot = height++ % SIZE;
        intoStrips(rowA, a[slot], strip);
        intoStrips(rowB, b[slot], strip);
        int inputs = LANES * (strip + MARGIN);
        squares(a[slot], b[slot], squares[slot], inputs);
        product(a[slot], b[slot], product[slot], inputs);
        if (height < SIZE) {
            return;
        }
        mean(a, meanA);
        mean(b, meanB);
        mean(squares, meanSquares);
        mean(product, meanProduct);
        if (term == Term.SSIM) {
            addSsim(meanA, meanB, meanSquares, meanProduct, sums, LANES * strip);
        } else {
            addContrast(meanA, meanB, meanSquares, meanProduct, sums, LANES * strip);
        }
    }

    /** Mean of the term over all windows; there must have been as many rows as a window has. */
    double mean() {
        int columns = width - MARGIN;
        double sum = 0;
        for (int x = 0; x < columns; x++) {
            sum += sums[LANES * (x % strip) + x / strip];
        }
        return sum / columns / (height - MARGIN);
    }

    private static void intoStrips(double[] row, double[] strips, int strip) {
        for (int x = 0, i = 0; x < strip + MARGIN; x++, i += LANES) {
            strips[i] = row[x];
            strips[i + 1] = row[x + strip];
            strips[i + 2] = row[x + 2 * strip];
            strips[i + 3] = row[x + 3 * strip];
            strips[i + 4] = row[x + 4 * strip];
            strips[i + 5] = row[x + 5 * strip];
            strips[i + 6] = row[x + 6 * strip];
            strips[i + 7] = row[x + 7 * strip];
        }
    }

    private static void squares(double[] a, double[] b, double[] result, int n) {
        for (int i = 0; i < n; i++) {
            result[i] = a[i] * a[i] + b[i] * b[i];
        }
    }

    private static void product(double[] a, double[] b, double[] result, int n) {
        for (int i = 0; i < n; i++) {
            result[i] = a[i] * b[i];
        }
    }

    /** Weighs eleven rows down, then across. The Gaussian is the same both ways, so is which rows are first. */
    private void mean(double[][] rows, double[] result) {
        int n = LANES * (strip + MARGIN);
        int first = height % SIZE;
        downOuter(
                rows[first],
                rows[(first + 10) % SIZE],
                rows[(first + 1) % SIZE],
                rows[(first + 9) % SIZE],
                rows[(first + 2) % SIZE],
                rows[(first + 8) % SIZE],
                down,
                n);
        downInner(
                rows[(first + 3) % SIZE],
                rows[(first + 7) % SIZE],
                rows[(first + 4) % SIZE],
                rows[(first + 6) % SIZE],
                rows[(first + 5) % SIZE],
                down,
                n);
        acrossCentre(down, result, LANES * strip);
        acrossMiddle(down, result, LANES * strip);
        acrossBorder(down, result, LANES * strip);
    }

    // One loop over all eleven values is too long for the compiler to turn into vector instructions, and so, across, is
    // one of six that does not begin with the centre. Measure before changing any of these.

    private static void downOuter(
            double[] r0, double[] r10, double[] r1, double[] r9, double[] r2, double[] r8, double[] result, int n) {
        for (int i = 0; i < n; i++) {
            result[i] = W0 * (r0[i] + r10[i]) + W1 * (r1[i] + r9[i]) + W2 * (r2[i] + r8[i]);
        }
    }

    private static void downInner(
            double[] r3, double[] r7, double[] r4, double[] r6, double[] r5, double[] result, int n) {
        for (int i = 0; i < n; i++) {
            result[i] += W3 * (r3[i] + r7[i]) + W4 * (r4[i] + r6[i]) + W5 * r5[i];
        }
    }

    private static void acrossCentre(double[] row, double[] result, int n) {
        for (int i = 0; i < n; i++) {
            result[i] = W4 * (row[i + 4 * LANES] + row[i + 6 * LANES]) + W5 * row[i + 5 * LANES];
        }
    }

    private static void acrossMiddle(double[] row, double[] result, int n) {
        for (int i = 0; i < n; i++) {
            result[i] +=
                    W2 * (row[i + 2 * LANES] + row[i + 8 * LANES]) + W3 * (row[i + 3 * LANES] + row[i + 7 * LANES]);
        }
    }

    private static void acrossBorder(double[] row, double[] result, int n) {
        for (int i = 0; i < n; i++) {
            result[i] += W0 * (row[i] + row[i + 10 * LANES]) + W1 * (row[i + LANES] + row[i + 9 * LANES]);
        }
    }

    private static void addSsim(
            double[] meanA, double[] meanB, double[] meanSquares, double[] meanProduct, double[] sums, int n) {
        for (int i = 0; i < n; i++) {
            double squares = meanA[i] * meanA[i] + meanB[i] * meanB[i];
            double product = 2 * (meanA[i] * meanB[i]);
            sums[i] += (product + C1)
                    * (2 * meanProduct[i] - product + C2)
                    / ((squares + C1) * (meanSquares[i] - squares + C2));
        }
    }

    private static void addContrast(
            double[] meanA, double[] meanB, double[] meanSquares, double[] meanProduct, double[] sums, int n) {
        for (int i = 0; i < n; i++) {
            double squares = meanA[i] * meanA[i] + meanB[i] * meanB[i];
            double product = 2 * (meanA[i] * meanB[i]);
            sums[i] += (2 * meanProduct[i] - product + C2) / (meanSquares[i] - squares + C2);
        }
    }
}
