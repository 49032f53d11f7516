package io.sessmonitor.scorer.sam;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Leaves one mask of those that show the same thing. */
final class MaskSelection {

    private MaskSelection() {}

    /**
     * Non-maximum suppression: of masks whose boxes overlap, the one with the highest predicted IoU.
     *
     * @return the kept ones, highest predicted IoU first
     */
    static List<SamMask> suppressOverlaps(List<SamMask> masks, double limit) {
        List<SamMask> kept = new ArrayList<>();
        List<SamMask> sorted = new ArrayList<>(masks);
        sorted.sort(Comparator.comparingDouble((SamMask mask) -> -mask.predictedIou()));
        for (SamMask mask : sorted) {
            if (kept.stream().noneMatch(other -> other.box().iou(mask.box()) > limit)) {
                kept.add(mask);
            }
        }
        return kept;
    }

    /**
     * Drops masks that are much the same as a larger one.
     *
     * @return the kept ones, at most {@code most}, the largest first
     */
    static List<SamMask> dropDuplicates(List<SamMask> masks, double limit, int most) {
        List<SamMask> sorted = new ArrayList<>(masks);
        sorted.sort(Comparator.comparingInt((SamMask mask) -> -mask.area()));
        List<SamMask> kept = new ArrayList<>();
        List<long[]> bits = new ArrayList<>();
        for (int i = 0; i < sorted.size() && kept.size() < most; i++) {
            SamMask mask = sorted.get(i);
            long[] own = mask.mask().cells().toLongArray();
            if (!overlapsMore(mask, own, kept, bits, limit)) {
                kept.add(mask);
                bits.add(own);
            }
        }
        return kept;
    }

    private static boolean overlapsMore(SamMask mask, long[] own, List<SamMask> kept, List<long[]> bits, double limit) {
        for (int k = 0; k < kept.size(); k++) {
            int area = kept.get(k).area();
            // Even if it lay wholly in the other, the share would be that of the areas.
            if ((double) mask.area() / area <= limit) {
                continue;
            }
            long both = common(own, bits.get(k));
            if ((double) both / (mask.area() + (long) area - both) > limit) {
                return true;
            }
        }
        return false;
    }

    private static long common(long[] a, long[] b) {
        long count = 0;
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            count += Long.bitCount(a[i] & b[i]);
        }
        return count;
    }
}
