package io.sessmonitor.scorer.match.interchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** Reads JSON strictly and names the place of what is missing or of the wrong kind. */
final class Json {

    // NaN and Infinity are no JSON, but Python writes them: accepted here so that the complaint can name the place.
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** The JSON object in these bytes (UTF-8). */
    static JsonNode object(byte[] bytes, int length) throws InterchangeException {
        JsonNode tree;
        try {
            tree = MAPPER.readTree(bytes, 0, length);
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new InterchangeException("not JSON" + place + ": "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException e) {
            // Bytes that are not UTF-8 come here.
            throw new InterchangeException("not JSON: " + e.getMessage());
        }
        if (!tree.isObject()) {
            throw new InterchangeException("must be a JSON object");
        }
        return tree;
    }

    /** The field as an array; {@code where} is the place of the object, "" for the outermost. */
    static JsonNode array(JsonNode object, String where, String field) throws InterchangeException {
        JsonNode value = required(object, where, field);
        if (!value.isArray()) {
            throw new InterchangeException(place(where, field) + " must be an array");
        }
        return value;
    }

    static JsonNode required(JsonNode object, String where, String field) throws InterchangeException {
        if (!object.isObject()) {
            throw new InterchangeException(where + " must be an object");
        }
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            throw new InterchangeException(place(where, field) + " is missing");
        }
        return value;
    }

    static double[] numbers(JsonNode object, String where, String field) throws InterchangeException {
        return numbers(array(object, where, field), place(where, field));
    }

    static double[] numbers(JsonNode array, String where) throws InterchangeException {
        double[] numbers = new double[array.size()];
        for (int k = 0; k < numbers.length; k++) {
            numbers[k] = number(array.get(k), where, k);
        }
        return numbers;
    }

    static double number(JsonNode object, String where, String field) throws InterchangeException {
        return finite(required(object, where, field), place(where, field));
    }

    private static double number(JsonNode value, String where, int index) throws InterchangeException {
        // The place is put together only for what fails: this runs for every value of every embedding.
        double number = value.doubleValue();
        return value.isNumber() && Double.isFinite(number) ? number : finite(value, where + "[" + index + "]");
    }

    private static double finite(JsonNode value, String place) throws InterchangeException {
        if (!value.isNumber()) {
            throw new InterchangeException(place + " must be a number");
        }
        if (!Double.isFinite(value.doubleValue())) {
            throw new InterchangeException(place + " must be finite: " + value.asText());
        }
        return value.doubleValue();
    }

    static int index(JsonNode object, String where, String field) throws InterchangeException {
        JsonNode value = required(object, where, field);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new InterchangeException(place(where, field) + " must be a whole number");
        }
        return value.intValue();
    }

    static String text(JsonNode value, String place) throws InterchangeException {
        if (!value.isTextual()) {
            throw new InterchangeException(place + " must be a string");
        }
        return value.textValue();
    }

    private static String place(String where, String field) {
        return where.isEmpty() ? field : where + "." + field;
    }
}
