package io.sessmonitor.scorer.metric;

import io.sessmonitor.scorer.decode.RgbImage;
import java.util.Arrays;

/**
 * SSIM of two planes at full size and at halves of it. Rows go through all scales as they come, so that memory grows with
 * the width of a picture and not with its pixels.
 *
 * <p>Each thread has its own and keeps it; see {@link #ofThread}.
 */
final class SsimScales {

    private static final ThreadLocal<SsimScales> OF_THREAD = ThreadLocal.withInitial(SsimScales::new);

    private double[] sentRow = new double[0];
    private double[] receivedRow = new double[0];
    private Scale[] scales = new Scale[0];

    private SsimScales() {}

    static SsimScales ofThread() {
        return OF_THREAD.get();
    }

    /** Whether the pair can be compared at so many scales: a window must fit into the smallest. */
    static boolean applicable(MetricInput pair, int scales) {
        int shortSide = Math.min(pair.sent().width(), pair.sent().height());
        // Not looked at how odd sizes round: the limit is the one pytorch-msssim has.
        boolean fits =
                scales == 1 ? shortSide >= SsimWindows.SIZE : shortSide > (SsimWindows.SIZE - 1) * (1 << (scales - 1));
        return fits && pair.fitted().isPresent();
    }

    /** Mean SSIM at full size. */
    double ssim(RgbImage sent, RgbImage received, Plane plane) {
        compare(sent, received, plane, 1);
        return scales[0].windows.mean();
    }

    /** Product of the powers of the scales' terms, the last one's with the mean term; none taken as less than 0. */
    double multiScale(RgbImage sent, RgbImage received, Plane plane, double[] weights) {
        compare(sent, received, plane, weights.length);
        double product = 1;
        for (int s = 0; s < weights.length; s++) {
            product *= Math.pow(Math.max(0, scales[s].windows.mean()), weights[s]);
        }
        return product;
    }

    private void compare(RgbImage sent, RgbImage received, Plane plane, int count) {
        int width = sent.width();
        int height = sent.height();
        if (sentRow.length < SsimWindows.room(width)) {
            sentRow = new double[SsimWindows.room(width)];
            receivedRow = new double[SsimWindows.room(width)];
        }
        while (scales.length < count) {
            scales = Arrays.copyOf(scales, scales.length + 1);
            scales[scales.length - 1] = new Scale();
        }
        for (int s = 0, w = width, h = height; s < count; s++, w = (w + 1) / 2, h = (h + 1) / 2) {
            scales[s].start(w, h, s + 1 == count ? SsimWindows.Term.SSIM : SsimWindows.Term.CONTRAST);
        }
        for (int y = 0; y < height; y++) {
            plane.row(sent, y, sentRow);
            plane.row(received, y, receivedRow);
            add(sentRow, receivedRow, count);
        }
    }

    /** Takes a row of full size; each scale gives one to the next when it has two. */
    private void add(double[] sent, double[] received, int count) {
        double[] a = sent;
        double[] b = received;
        for (int s = 0; s < count; s++) {
            Scale scale = scales[s];
            scale.windows.add(a, b);
            if (s + 1 == count || !scale.halve(a, b)) {
                return;
            }
            a = scale.halfA;
            b = scale.halfB;
        }
    }

    /** One scale and its halving, which takes the means of 2x2 squares. */
    private static final class Scale {

        private final SsimWindows windows = new SsimWindows();
        private int width;
        private double[] halfA = new double[0];
        private double[] halfB = new double[0];

        /** Whether the next row is the upper one of its squares. */
        private boolean upper;

        void start(int planeWidth, int planeHeight, SsimWindows.Term term) {
            windows.start(planeWidth, term);
            width = planeWidth;
            int room = SsimWindows.room((planeWidth + 1) / 2);
            if (halfA.length < room) {
                halfA = new double[room];
                halfB = new double[room];
            }
            // An odd side is made even by zeros before its first value, as pytorch-msssim does.
            upper = planeHeight % 2 == 0;
            Arrays.fill(halfA, 0);
            Arrays.fill(halfB, 0);
        }

        /** Adds a row to the half-size row; true when that is complete. */
        boolean halve(double[] a, double[] b) {
            halve(a, halfA, width, upper);
            halve(b, halfB, width, upper);
            upper = !upper;
            return upper;
        }

        private static void halve(double[] row, double[] half, int width, boolean upper) {
            int odd = width % 2;
            if (upper) {
                Arrays.fill(half, 0);
            }
            if (odd == 1) {
                half[0] += row[0] * .25;
            }
            for (int x = odd, i = odd; x < width; x += 2, i++) {
                half[i] += (row[x] + row[x + 1]) * .25;
            }
        }
    }
}
