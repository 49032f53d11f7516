package io.sessmonitor.scorer.match.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sessmonitor.scorer.match.Profile;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Agreement with the results of an independent implementation. */
class VectorsTest {

    private static final double TOLERANCE = 1e-9;
    private static final JsonMapper MAPPER = new JsonMapper();

    @ParameterizedTest
    @MethodSource("io.sessmonitor.scorer.match.Profile#builtIn")
    void all_vectors_are_met(Profile profile) throws Exception {
        List<JsonNode> expected = lines(Files.readString(vectors("expected.jsonl")));
        StringWriter out = new StringWriter();
        MatchInterchange.Summary summary;
        try (InputStream pairs = Files.newInputStream(vectors("pairs.jsonl"))) {
            RelationSimilarity relations = RelationSimilarity.read(vectors("relation_similarity.json"));
            summary = MatchInterchange.run(pairs, out, profile, relations);
        }
        List<JsonNode> actual = lines(out.toString());
        assertThat(summary).isEqualTo(new MatchInterchange.Summary(expected.size(), 0));
        assertThat(expected).hasSize(40);
        for (int i = 0; i < expected.size(); i++) {
            JsonNode wanted = expected.get(i).get(profile.id());
            assertThat(actual.get(i).get("name")).isEqualTo(expected.get(i).get("name"));
            for (String field : List.of("score", "graph", "image")) {
                String description = actual.get(i).get("name").textValue() + " " + field;
                if (wanted.get(field).isNull()) {
                    assertThat(actual.get(i).get(field).isNull())
                            .as(description)
                            .isTrue();
                } else {
                    assertThat(actual.get(i).get(field).doubleValue())
                            .as(description)
                            .isCloseTo(wanted.get(field).doubleValue(), within(TOLERANCE));
                }
            }
        }
    }

    private static Path vectors(String file) throws URISyntaxException {
        return Path.of(VectorsTest.class.getResource("/vectors/" + file).toURI());
    }

    private static List<JsonNode> lines(String text) throws IOException {
        Stream.Builder<JsonNode> parsed = Stream.builder();
        for (String line : text.lines().toList()) {
            parsed.add(MAPPER.readTree(line));
        }
        return parsed.build().toList();
    }
}
