package io.sessmonitor.scorer.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.sessmonitor.scorer.GoldenFiles;
import io.sessmonitor.scorer.engine.InferenceException;
import io.sessmonitor.scorer.engine.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Held to the tokens and embeddings that OpenCLIP's own tokenizer and model gave; see src/test/golden/record_clip.py. */
class ClipTextEncoderTest {

    private static final double CLOSE = 1 - 1e-8;

    private static Network network;
    private static ClipTextEncoder encoder;

    @BeforeAll
    static void load() throws Exception {
        network = MiniClip.network(ClipTextEncoder.COMPONENT);
        encoder = new ClipTextEncoder(network, MiniClip.tokenizer(), MiniClip.settings());
    }

    @AfterAll
    static void free() {
        encoder.close();
        network.close();
    }

    static Stream<JsonNode> texts() throws Exception {
        return StreamSupport.stream(MiniClip.record().get("texts").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void a_text_gets_openclips_tokens_and_embedding(JsonNode record) throws Exception {
        String text = record.get("text").asText();

        double[] tokens = MiniClip.vector(record.get("tokens"));
        assertThat(encoder.tokens(text)).hasSize(tokens.length);
        for (int i = 0; i < tokens.length; i++) {
            assertThat((double) encoder.tokens(text)[i]).isEqualTo(tokens[i]);
        }
        assertThat(MiniClip.cosine(encoder.embed(text), MiniClip.vector(record.get("embedding"))))
                .isGreaterThan(CLOSE);
    }

    @Test
    void the_predicates_have_the_similarities_that_the_export_wrote() throws Exception {
        JsonNode written = GoldenFiles.json("/clip/relation-similarity.json");
        List<String> predicates = new ArrayList<>();
        written.get("predicates").forEach(name -> predicates.add(name.asText()));

        double[][] embeddings = encoder.embed(predicates);

        for (int i = 0; i < embeddings.length; i++) {
            for (int j = 0; j < embeddings.length; j++) {
                assertThat(MiniClip.cosine(embeddings[i], embeddings[j]))
                        .isCloseTo(written.get("similarity").get(i).get(j).asDouble(), within(1e-5));
            }
        }
    }

    @Test
    void a_broken_tokenizer_is_refused() throws Exception {
        EncoderSettings settings = MiniClip.settings();

        assertThatThrownBy(() -> new ClipTextEncoder(network, "{}".getBytes(), settings))
                .isInstanceOf(InferenceException.class)
                .hasMessageContaining("tokenizer cannot be read");
    }
}
