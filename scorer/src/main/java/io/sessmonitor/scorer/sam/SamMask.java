package io.sessmonitor.scorer.sam;

import io.sessmonitor.scorer.scenegraph.RegionMask;

/**
 * An object that SAM found.
 *
 * @param mask on the picture's own pixels, not empty
 * @param area pixels of the mask
 * @param box around it
 * @param predictedIou how well the network thinks the mask fits, about 0..1
 * @param stability share of the mask that is left when its threshold rises, of what it is when it falls, 0..1
 * @param token what the decoder made of the mask, which the relation head reads; do not change it
 */
public record SamMask(RegionMask mask, int area, Box box, float predictedIou, double stability, float[] token) {

    /** First and last column and row of a mask, as pixels. */
    public record Box(int left, int top, int right, int bottom) {

        /** Intersection over union, in single precision and without the last pixel, as torchvision has it. */
        float iou(Box other) {
            float width = Math.max(0, Math.min(right, other.right) - Math.max(left, other.left));
            float height = Math.max(0, Math.min(bottom, other.bottom) - Math.max(top, other.top));
            float both = width * height;
            return both / (area() + other.area() - both);
        }

        private float area() {
            return (float) (right - left) * (bottom - top);
        }
    }
}
