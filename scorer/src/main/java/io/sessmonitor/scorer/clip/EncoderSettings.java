package io.sessmonitor.scorer.clip;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleException;
import java.util.List;

/**
 * How pictures and texts are brought to CLIP: the section {@code encoder} of a bundle's settings, under the same names.
 *
 * @param size side of the square picture that the network takes, pixels
 * @param mean of red, green and blue, subtracted from samples in 0..1
 * @param std of red, green and blue, that divides what is left; above 0
 * @param meanColour red, green and blue, 0..255, of what is blanked in a picture
 * @param embeddingSize values of an embedding
 * @param contextLength tokens of a text, those that begin and end it included
 */
public record EncoderSettings(
        int size, List<Double> mean, List<Double> std, List<Integer> meanColour, int embeddingSize, int contextLength) {

    private static final String SECTION = "encoder";
    private static final int MAX_SIZE = 1 << 12;
    private static final int MAX_EMBEDDING = 1 << 16;
    private static final int MAX_CONTEXT = 1 << 12;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    public EncoderSettings {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        meanColour = List.copyOf(meanColour);
        need(size >= 1 && size <= MAX_SIZE, "size must lie in 1.." + MAX_SIZE);
        need(mean.size() == 3 && mean.stream().allMatch(Double::isFinite), "mean must have three numbers");
        need(std.size() == 3 && std.stream().allMatch(s -> s > 0), "std must have three numbers above 0");
        need(
                meanColour.size() == 3 && meanColour.stream().allMatch(c -> c >= 0 && c <= 255),
                "mean_colour must have three numbers in 0..255");
        need(contextLength >= 2 && contextLength <= MAX_CONTEXT, "context_length must lie in 2.." + MAX_CONTEXT);
        need(embeddingSize >= 1 && embeddingSize <= MAX_EMBEDDING, "embedding_size must lie in 1.." + MAX_EMBEDDING);
    }

    /** @throws BundleException naming the setting that is missing, unknown or out of range */
    public static EncoderSettings of(Bundle bundle) throws BundleException {
        JsonNode section = bundle.settings().get(SECTION);
        if (section == null) {
            throw new BundleException(
                    BundleException.Problem.MALFORMED,
                    "bundle " + bundle.name() + ": settings: '" + SECTION + "' is missing");
        }
        return parse(bundle.name(), section);
    }

    static EncoderSettings parse(String bundle, JsonNode section) throws BundleException {
        try {
            return MAPPER.treeToValue(section, EncoderSettings.class);
        } catch (JsonProcessingException e) {
            String what = e.getCause() instanceof IllegalArgumentException refused
                    ? refused.getMessage()
                    : e.getOriginalMessage().lines().findFirst().orElse("unreadable");
            throw new BundleException(
                    BundleException.Problem.MALFORMED, "bundle " + bundle + ": settings: " + SECTION + ": " + what, e);
        }
    }

    private static void need(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
