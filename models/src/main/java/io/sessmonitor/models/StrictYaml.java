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
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.stream.Collectors;

/**
 * Small YAML files that are records: keys in snake case, unknown and doubled keys are errors, and every error says its line.
 */
public final class StrictYaml {

    private static final ObjectMapper MAPPER = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    private StrictYaml() {}

    /** What is wrong with a file and, where known, in which line; to be put behind the file's name: {@code , line 3: ...}. */
    public static final class MalformedException extends Exception {

        private static final long serialVersionUID = 1L;

        private MalformedException(JsonLocation at, String what, Exception cause) {
            super(text(at, what), cause);
        }

        private static String text(JsonLocation at, String what) {
            String line = at == null || at.getLineNr() < 1 ? "" : ", line " + at.getLineNr();
            String first =
                    what == null ? "unreadable" : what.lines().findFirst().orElse("unreadable");
            return line + ": " + first;
        }
    }

    /**
     * Reads a file.
     *
     * @param type a record with a component for each key; those left out are null or 0
     */
    public static <T> T read(byte[] yaml, Class<T> type) throws MalformedException {
        T read;
        try {
            read = MAPPER.readValue(yaml, type);
        } catch (UnrecognizedPropertyException e) {
            throw new MalformedException(
                    keyLocation(yaml, e), "unknown key '" + e.getPropertyName() + "'" + suggestion(e), e);
        } catch (JsonMappingException e) {
            throw new MalformedException(e.getLocation(), path(e) + e.getOriginalMessage(), e);
        } catch (JsonProcessingException e) {
            throw new MalformedException(e.getLocation(), e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new MalformedException(null, e.getMessage(), e);
        }
        if (read == null) {
            throw new MalformedException(null, "is empty", null);
        }
        return read;
    }

    /** The file of a record, as {@link #read} takes it; null components are left out if the record's type says so. */
    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(value.getClass() + " cannot be written as YAML", e);
        }
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
}
