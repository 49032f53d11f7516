package io.sessmonitor.models;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.stream.Collectors;

/** Reads bundle.yaml strictly: unknown and doubled keys are errors, and every error says its line. */
final class BundleYaml {

    static final String FILE = "bundle.yaml";
    static final int MAX_BYTES = 1 << 20;

    private static final ObjectMapper MAPPER = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    private BundleYaml() {}

    static BundleDescriptor parse(byte[] yaml) throws BundleException {
        BundleDescriptor descriptor;
        try {
            descriptor = MAPPER.readValue(yaml, BundleDescriptor.class);
        } catch (UnrecognizedPropertyException e) {
            throw malformed(keyLocation(yaml, e), "unknown key '" + e.getPropertyName() + "'" + suggestion(e), e);
        } catch (JsonMappingException e) {
            throw malformed(e.getLocation(), path(e) + e.getOriginalMessage(), e);
        } catch (JsonProcessingException e) {
            throw malformed(e.getLocation(), e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw malformed(null, e.getMessage(), e);
        }
        if (descriptor == null) {
            throw malformed(null, "is empty", null);
        }
        descriptor.validate();
        return descriptor;
    }

    /** Where the key stands; the exception itself points to the end of the mapping that holds it. */
    private static JsonLocation keyLocation(byte[] yaml, JsonMappingException e) {
        JsonPointer key = JsonPointer.empty();
        for (JsonMappingException.Reference step : e.getPath()) {
            key = step.getFieldName() == null
                    ? key.appendIndex(step.getIndex())
                    : key.appendProperty(step.getFieldName());
        }
        try (JsonParser parser = MAPPER.createParser(yaml)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME
                        && parser.getParsingContext().pathAsPointer().equals(key)) {
                    return parser.currentTokenLocation();
                }
            }
        } catch (IOException unreadable) {
            e.addSuppressed(unreadable);
        }
        return e.getLocation();
    }

    private static String suggestion(UnrecognizedPropertyException e) {
        var known =
                e.getKnownPropertyIds().stream().map(Object::toString).sorted().toList();
        return NearestName.of(e.getPropertyName(), known)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("; known here: " + String.join(", ", known));
    }

    private static String path(JsonMappingException e) {
        String path = e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "" : path + ": ";
    }

    private static BundleException malformed(JsonLocation at, String what, Exception cause) {
        String line = at == null || at.getLineNr() < 1 ? "" : ", line " + at.getLineNr();
        String first = what == null ? "unreadable" : what.lines().findFirst().orElse("unreadable");
        return new BundleException(BundleException.Problem.MALFORMED, FILE + line + ": " + first, cause);
    }
}
