package io.sessmonitor.scorer.lite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleException;
import java.util.List;

/**
 * Constants of the lite recipe, the {@code settings} of its bundle.yaml, under the same names.
 *
 * @param longSide of the network's picture, pixels
 * @param multiple both sides of the network's picture are multiples of it, and at least it; pixels
 * @param pixelChannels values of a cell embedding
 * @param pixelStride pixels along a side of a grid cell
 * @param featureChannels values of a feature
 * @param featureStride pixels along a side of a feature cell
 * @param reliefMix weight of the cell embeddings' step in the relief; the boundary counts 1
 * @param smoothSigma smoothing of the relief before its minima are sought, grid cells
 * @param minimaRadius a minimum is the lowest within this many cells in each direction
 * @param boundaryWeight weight of the boundary in the cost of a merge; the distance of the mean embeddings counts 1
 * @param sizeHalf area share at which a region's smallness halves the base of the cost's size factor
 * @param sizePower power of the size factor; 0 would merge large regions as gladly as small ones
 * @param levels costs at which merging stops, one partition each; ascending
 * @param maxRegions regions a level at most
 * @param minArea area share below which a region is merged away
 * @param duplicateIou a region that overlaps a larger node more than this is no node of its own
 * @param minRelationScore confidence below which there is no relation
 * @param maxRelations relations a picture at most, the most confident ones
 * @param saliencySize side of the saliency map, a power of two
 * @param saliencySigma its smoothing, map cells
 * @param importanceFloor added to each object's saliency, so that nothing counts for nothing
 * @param importancePower power of the saliency; the profile {@code paper} knows only 1/2.25
 * @param calFloor similarity of unrelated embeddings
 * @param labelScale factor of the embedding in the label probe
 * @param labelConfidence from which a label is shown
 */
record LiteSettings(
        int longSide,
        int multiple,
        int pixelChannels,
        int pixelStride,
        int featureChannels,
        int featureStride,
        double reliefMix,
        double smoothSigma,
        int minimaRadius,
        double boundaryWeight,
        double sizeHalf,
        double sizePower,
        List<Double> levels,
        int maxRegions,
        double minArea,
        double duplicateIou,
        double minRelationScore,
        int maxRelations,
        int saliencySize,
        double saliencySigma,
        double importanceFloor,
        double importancePower,
        double calFloor,
        double labelScale,
        double labelConfidence) {

    private static final double PAPER_POWER = 1 / 2.25;
    private static final int MAX_SIDE = 1 << 14;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    LiteSettings {
        levels = List.copyOf(levels);
        need(longSide >= 1 && longSide <= MAX_SIDE, "long_side must lie in 1.." + MAX_SIDE);
        need(multiple >= 1 && multiple <= MAX_SIDE, "multiple must lie in 1.." + MAX_SIDE);
        need(pixelChannels >= 1 && featureChannels >= 1, "pixel_channels and feature_channels must be at least 1");
        need(
                pixelStride >= 1
                        && featureStride >= 1
                        && featureStride % pixelStride == 0
                        && multiple % featureStride == 0,
                "multiple must be a multiple of feature_stride, and that of pixel_stride");
        need(reliefMix >= 0 && boundaryWeight >= 0, "relief_mix and boundary_weight must not be negative");
        need(smoothSigma > 0 && saliencySigma > 0, "smooth_sigma and saliency_sigma must be above 0");
        need(minimaRadius >= 0, "minima_radius must not be negative");
        need(sizeHalf > 0 && sizePower >= 0, "size_half must be above 0, size_power not negative");
        need(!levels.isEmpty(), "levels must not be empty");
        for (int i = 1; i < levels.size(); i++) {
            need(levels.get(i - 1) < levels.get(i), "levels must ascend");
        }
        need(maxRegions >= 1, "max_regions must be at least 1");
        need(minArea >= 0 && minArea < 1, "min_area must be in [0, 1)");
        need(duplicateIou >= 0 && duplicateIou < 1, "duplicate_iou must be in [0, 1)");
        need(
                minRelationScore > 0 && maxRelations >= 0,
                "min_relation_score must be above 0, max_relations not negative");
        need(
                saliencySize >= 2 && saliencySize <= MAX_SIDE && Integer.bitCount(saliencySize) == 1,
                "saliency_size must be a power of two");
        need(importanceFloor >= 0, "importance_floor must not be negative");
        need(
                Math.abs(importancePower - PAPER_POWER) < 1e-9,
                "importance_power must be 1/2.25, as the profiles have it");
        need(calFloor >= 0 && calFloor < 1, "cal_floor must be in [0, 1)");
    }

    /** @throws BundleException naming the setting that is missing, unknown or out of range */
    static LiteSettings of(Bundle bundle) throws BundleException {
        return parse(bundle.name(), bundle.settings());
    }

    static LiteSettings parse(String bundle, JsonNode settings) throws BundleException {
        try {
            return MAPPER.treeToValue(settings, LiteSettings.class);
        } catch (JsonProcessingException e) {
            String what = e.getCause() instanceof IllegalArgumentException refused
                    ? refused.getMessage()
                    : e.getOriginalMessage().lines().findFirst().orElse("unreadable");
            throw new BundleException(BundleException.Problem.MALFORMED, "bundle " + bundle + ": settings: " + what, e);
        }
    }

    private static void need(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
