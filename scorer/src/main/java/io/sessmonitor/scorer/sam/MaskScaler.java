package io.sessmonitor.scorer.sam;

import io.sessmonitor.scorer.scenegraph.RegionMask;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/**
 * Brings the decoder's masks to the pixels of one picture, row by row, so that there are never logits for more than a row.
 * For one picture and one thread.
 */
final class MaskScaler {

    private final SamSettings settings;
    private final int width;
    private final int height;
    private final Interpolation across;
    private final Interpolation down;

    /** A row of the picture, still in cells across. */
    private final float[] cells;

    private final float[] logits;

    /** A mask on the picture's pixels, and how stable it is. */
    record Scaled(RegionMask mask, int area, SamMask.Box box, double stability) {}

    MaskScaler(SamSettings settings, SamInput input) {
        this.settings = settings;
        this.width = input.width();
        this.height = input.height();
        int side = settings.maskSide();
        across = Interpolation.of(side, settings.longSide(), input.scaledWidth(), width);
        down = Interpolation.of(side, settings.longSide(), input.scaledHeight(), height);
        cells = new float[side];
        logits = new float[width];
    }

    /**
     * @param masks the decoder's logits
     * @param offset where this mask begins in them
     * @return nothing if the mask is empty or not stable enough
     */
    Optional<Scaled> scale(float[] masks, int offset) {
        float rise = (float) settings.stabilityOffset();
        long above = 0;
        long below = 0;
        BitSet bits = new BitSet(width * height);
        int area = 0;
        int left = width;
        int right = -1;
        int top = height;
        int bottom = -1;
        for (int y = 0; y < height; y++) {
            row(masks, offset, y);
            int inside = 0;
            for (float logit : logits) {
                above += logit > rise ? 1 : 0;
                below += logit > -rise ? 1 : 0;
                inside += logit > 0 ? 1 : 0;
            }
            if (inside > 0) {
                area += inside;
                top = Math.min(top, y);
                bottom = y;
                left = Math.min(left, setRuns(bits, y * width));
                right = Math.max(right, last());
            }
        }
        double stability = (double) above / below;
        boolean stable = settings.stability() == 0 || stability >= settings.stability();
        return area > 0 && stable
                ? Optional.of(new Scaled(
                        new RegionMask(width, height, bits),
                        area,
                        new SamMask.Box(left, top, right, bottom),
                        stability))
                : Optional.empty();
    }

    /** One row of the picture's logits. */
    private void row(float[] masks, int offset, int y) {
        Arrays.fill(cells, 0);
        for (int t = 0; t < down.taps(); t++) {
            float weight = down.weights()[y * down.taps() + t];
            int from = offset + (down.first()[y] + t) * cells.length;
            for (int x = 0; x < cells.length; x++) {
                cells[x] += weight * masks[from + x];
            }
        }
        int taps = across.taps();
        for (int x = 0, w = 0; x < width; x++) {
            float sum = 0;
            for (int t = 0, from = across.first()[x]; t < taps; t++) {
                sum += across.weights()[w++] * cells[from + t];
            }
            logits[x] = sum;
        }
    }

    /** Sets the row's pixels inside the mask and returns the first of them. */
    private int setRuns(BitSet bits, int row) {
        int first = -1;
        for (int x = 0; x < width; x++) {
            if (logits[x] > 0) {
                int from = x;
                while (x < width && logits[x] > 0) {
                    x++;
                }
                bits.set(row + from, row + x);
                first = first < 0 ? from : first;
            }
        }
        return first;
    }

    private int last() {
        int x = width - 1;
        while (!(logits[x] > 0)) {
            x--;
        }
        return x;
    }
}
