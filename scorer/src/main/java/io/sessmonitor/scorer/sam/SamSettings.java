package io.sessmonitor.scorer.sam;

import java.util.List;

/**
 * Sizes of the networks and thresholds of the masks: the section {@code segmenter} of a bundle's settings, under the same
 * names.
 *
 * @param longSide side of the square picture that the encoder takes, pixels
 * @param mean of red, green and blue, subtracted from samples in 0..255
 * @param std of red, green and blue, that divides what is left; above 0
 * @param embeddingChannels of the encoded picture
 * @param embeddingSide of the encoded picture, cells
 * @param maskSide of the decoder's masks, cells
 * @param tokenSize values of a mask's token
 * @param pointsPerSide points along each side of the picture
 * @param pointsPerBatch points in one call of the decoder; changes memory and speed only
 * @param predIou only masks whose predicted IoU is above it are kept; 0 keeps all
 * @param stability least share of a mask that is left when its threshold rises, of what it is when it falls; 0 keeps all
 * @param stabilityOffset by how much the threshold rises and falls, logits
 * @param nms of two masks whose boxes overlap (IoU) more than this, the one with the lower predicted IoU is dropped
 * @param duplicateIou a mask that overlaps a larger one more than this (IoU) is dropped
 * @param maxObjects masks at most, the largest
 * @param maxWidth pictures wider than this are reduced to it first, pixels
 */
public record SamSettings(
        int longSide,
        List<Double> mean,
        List<Double> std,
        int embeddingChannels,
        int embeddingSide,
        int maskSide,
        int tokenSize,
        int pointsPerSide,
        int pointsPerBatch,
        double predIou,
        double stability,
        double stabilityOffset,
        double nms,
        double duplicateIou,
        int maxObjects,
        int maxWidth) {

    private static final int MAX_SIDE = 1 << 13;
    private static final int MAX_POINTS = 1 << 8;

    public SamSettings {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        need(longSide >= 1 && longSide <= MAX_SIDE, "long_side must lie in 1.." + MAX_SIDE);
        need(mean.size() == 3 && mean.stream().allMatch(Double::isFinite), "mean must have three numbers");
        need(std.size() == 3 && std.stream().allMatch(s -> s > 0), "std must have three numbers above 0");
        need(embeddingChannels >= 1 && tokenSize >= 1, "embedding_channels and token_size must be at least 1");
        need(embeddingSide >= 1 && embeddingSide <= longSide, "embedding_side must lie in 1..long_side");
        need(maskSide >= 1 && maskSide <= longSide, "mask_side must lie in 1..long_side");
        need(pointsPerSide >= 1 && pointsPerSide <= MAX_POINTS, "points_per_side must lie in 1.." + MAX_POINTS);
        need(pointsPerBatch >= 1 && pointsPerBatch <= 1024, "points_per_batch must lie in 1..1024");
        need(predIou >= 0 && predIou <= 1, "pred_iou must lie in 0..1");
        need(stability >= 0 && stability <= 1, "stability must lie in 0..1");
        need(stabilityOffset >= 0 && stabilityOffset <= 100, "stability_offset must lie in 0..100");
        need(nms > 0 && nms <= 1, "nms must be above 0, at most 1");
        need(duplicateIou > 0 && duplicateIou <= 1, "duplicate_iou must be above 0, at most 1");
        need(maxObjects >= 1 && maxObjects <= 4096, "max_objects must lie in 1..4096");
        need(maxWidth >= 1 && maxWidth <= 1 << 14, "max_width must lie in 1.." + (1 << 14));
    }

    private static void need(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
