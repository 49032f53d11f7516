package io.sessmonitor.scorer.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sessmonitor.scorer.decode.RgbImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of scikit-image and pytorch-msssim in double precision; see src/test/resources/golden/README.md. */
class MetricGoldenTest {

    private static final int CUT_LEFT = 60;
    private static final int CUT_TOP = 20;

    static Stream<Arguments> records() throws IOException {
        try (InputStream in = MetricGoldenTest.class.getResourceAsStream("/golden/metrics/values.json")) {
            JsonNode pairs = JsonMapper.builder().build().readTree(in).get("pairs");
            return StreamSupport.stream(pairs.spliterator(), false)
                    .map(pair -> Arguments.of(
                            pair.get("sent").asText(), pair.get("received").asText(), pair.get("metrics")));
        }
    }

    @ParameterizedTest(name = "{0} > {1}")
    @MethodSource("records")
    void values_are_those_of_the_libraries(String sent, String received, JsonNode expected) throws Exception {
        Map<String, Double> values = Metrics.of(MetricInput.of(picture(sent), picture(received)), Metrics.ALL);

        Map<String, Double> recorded = new TreeMap<>();
        expected.properties().forEach(f -> recorded.put(f.getKey(), f.getValue().asDouble()));
        assertThat(values).containsOnlyKeys(recorded.keySet());
        values.forEach((name, value) -> assertThat(value).as(name).isCloseTo(recorded.get(name), within(1e-9)));
    }

    /** By its name, with {@code @WIDTHxHEIGHT} a cut-out. */
    private static RgbImage picture(String name) throws Exception {
        String[] parts = name.split("[@x]");
        RgbImage picture = Pictures.golden(name.split("@")[0]);
        return name.contains("@")
                ? Pictures.cutOut(picture, CUT_LEFT, CUT_TOP, Integer.parseInt(parts[1]), Integer.parseInt(parts[2]))
                : picture;
    }
}
