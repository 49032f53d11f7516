package io.sessmonitor.scorer.full;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.scorer.clip.EncoderSettings;
import io.sessmonitor.scorer.sam.SamSettings;
import java.util.Objects;

/** Constants of the recipe {@code full}: the {@code settings} of its bundle.yaml, a section for each model. */
record FullSettings(SamSettings segmenter, RelationSettings relations, EncoderSettings encoder) {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    FullSettings {
        Objects.requireNonNull(segmenter, "segmenter");
        Objects.requireNonNull(relations, "relations");
        Objects.requireNonNull(encoder, "encoder");
    }

    /** @throws BundleException naming the setting that is missing, unknown or out of range */
    static FullSettings parse(String bundle, JsonNode settings) throws BundleException {
        try {
            return MAPPER.treeToValue(settings, FullSettings.class);
        } catch (JsonProcessingException e) {
            String what = e.getCause() instanceof IllegalArgumentException refused
                    ? refused.getMessage()
                    : e.getOriginalMessage().lines().findFirst().orElse("unreadable");
            throw new BundleException(BundleException.Problem.MALFORMED, "bundle " + bundle + ": settings: " + what, e);
        }
    }
}
