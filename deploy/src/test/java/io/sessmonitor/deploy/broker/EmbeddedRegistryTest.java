package io.sessmonitor.deploy.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sessmonitor.schemas.FrameScore;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.schemas.frame.ScoreCodec;
import io.sessmonitor.schemas.wire.WireCodec;
import io.sessmonitor.schemas.wire.WireCodecs;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddedRegistryTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String X = dot("{\"name\":\"x\",\"type\":\"int\"}");
    private static final String X_AND_OPTIONAL_Y =
            dot("{\"name\":\"x\",\"type\":\"int\"},{\"name\":\"y\",\"type\":\"int\",\"default\":0}");
    private static final String X_AND_Y = dot("{\"name\":\"x\",\"type\":\"int\"},{\"name\":\"y\",\"type\":\"int\"}");
    private static final String NOTHING = dot("");

    private final HttpClient client = HttpClient.newHttpClient();
    private EmbeddedRegistry registry;

    private record Answer(int status, JsonNode body) {
        int code() {
            return body.path("error_code").asInt();
        }
    }

    @BeforeEach
    void start() {
        registry = EmbeddedRegistry.start(0);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void our_own_codec_works_with_it() throws Exception {
        FrameScore score = FrameScore.newBuilder()
                .setStream("cam")
                .setReceiver("lab")
                .setSequence(7)
                .setCapturedAt(Instant.EPOCH)
                .setOutcome(Outcome.MISSING)
                .build();
        try (WireCodec codec = WireCodecs.create(Map.of("registry.url", registry.url()))) {
            byte[] value = new ScoreCodec(codec).encode("sess.scores", score);
            assertThat(new ScoreCodec(codec).decode("sess.scores", value)).isEqualTo(score);
        }
        assertThat(get("/subjects").body().toString()).isEqualTo("[\"sess.scores-value\"]");
    }

    @Test
    void the_same_schema_has_one_id_however_it_is_written_and_under_whichever_subject() throws Exception {
        String spread = "{ \"fields\": [ {\"type\": {\"type\":\"int\"}, \"name\": \"x\"} ],\n \"namespace\": \"test\","
                + " \"name\": \"Dot\", \"type\": \"record\" }";

        assertThat(register("a", X).body().path("id").asInt()).isEqualTo(1);
        assertThat(register("a", X).body().path("id").asInt()).isEqualTo(1);
        assertThat(register("a", spread).body().path("id").asInt()).isEqualTo(1);
        assertThat(register("b", spread).body().path("id").asInt()).isEqualTo(1);
        assertThat(register("b", X_AND_OPTIONAL_Y).body().path("id").asInt()).isEqualTo(2);

        assertThat(get("/subjects/a/versions").body().toString()).isEqualTo("[1]");
        assertThat(get("/subjects/b/versions").body().toString()).isEqualTo("[1,2]");
        assertThat(get("/schemas/ids/1/versions").body().toString())
                .isEqualTo("[{\"subject\":\"a\",\"version\":1},{\"subject\":\"b\",\"version\":1}]");
        assertThat(get("/schemas/ids/2/subjects").body().toString()).isEqualTo("[\"b\"]");
    }

    @Test
    void versions_and_ids_give_the_schema_back() throws Exception {
        register("a", X);
        register("a", X_AND_OPTIONAL_Y);

        assertThat(get("/schemas/ids/1").body().path("schema").asText()).isEqualTo(X);
        assertThat(get("/schemas/ids/1/schema").body()).isEqualTo(MAPPER.readTree(X));
        assertThat(get("/subjects/a/versions/1").body().path("schema").asText()).isEqualTo(X);
        assertThat(get("/subjects/a/versions/1/schema").body()).isEqualTo(MAPPER.readTree(X));
        for (String newest : new String[] {"2", "latest", "-1"}) {
            JsonNode version = get("/subjects/a/versions/" + newest).body();
            assertThat(version.path("subject").asText()).isEqualTo("a");
            assertThat(version.path("version").asInt()).isEqualTo(2);
            assertThat(version.path("id").asInt()).isEqualTo(2);
            assertThat(version.path("schema").asText()).isEqualTo(X_AND_OPTIONAL_Y);
        }
    }

    @Test
    void looking_up_finds_only_what_is_there() throws Exception {
        assertThat(post("/subjects/a", body(X)).code()).isEqualTo(40401);
        register("a", X);

        Answer found = post("/subjects/a", body(X));
        assertThat(found.body().path("id").asInt()).isEqualTo(1);
        assertThat(found.body().path("version").asInt()).isEqualTo(1);
        assertThat(post("/subjects/a", body(X_AND_Y)).code()).isEqualTo(40403);
        assertThat(get("/subjects/a/versions").body()).hasSize(1);
    }

    @Test
    void schemas_must_be_backward_compatible_unless_told_otherwise() throws Exception {
        register("a", X);

        Answer refused = register("a", X_AND_Y);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.body().path("message").asText()).contains("READER_FIELD_MISSING_DEFAULT_VALUE", "y");
        assertThat(get("/subjects/a/versions").body()).hasSize(1);

        assertThat(put("/config/a", "{\"compatibility\":\"NONE\"}")
                        .body()
                        .path("compatibility")
                        .asText())
                .isEqualTo("NONE");
        assertThat(register("a", X_AND_Y).status()).isEqualTo(200);
    }

    @ParameterizedTest(name = "{0}: field added {1}, with default {2}, removed {3}")
    @CsvSource({
        "NONE, true, true, true",
        "BACKWARD, false, true, true",
        "BACKWARD_TRANSITIVE, false, true, true",
        "FORWARD, true, true, false",
        "FORWARD_TRANSITIVE, true, true, false",
        "FULL, false, true, false",
        "FULL_TRANSITIVE, false, true, false"
    })
    void each_level_is_really_checked(String level, boolean added, boolean addedWithDefault, boolean removed)
            throws Exception {
        put("/config", "{\"compatibility\":\"" + level + "\"}");
        register("a", X);

        assertThat(compatible("a", X_AND_Y)).isEqualTo(added);
        assertThat(compatible("a", X_AND_OPTIONAL_Y)).isEqualTo(addedWithDefault);
        assertThat(compatible("a", NOTHING)).isEqualTo(removed);
    }

    @Test
    void only_transitive_levels_look_at_all_versions() throws Exception {
        // Each step is fine; the last cannot read the first, which has an x of another type.
        put("/config", "{\"compatibility\":\"BACKWARD\"}");
        register("a", dot("{\"name\":\"x\",\"type\":\"string\"}"));
        register("a", NOTHING);
        String last = dot("{\"name\":\"x\",\"type\":\"int\",\"default\":0}");

        Answer latest = post("/compatibility/subjects/a/versions/latest", body(last));
        assertThat(latest.body().path("is_compatible").asBoolean()).isTrue();
        put("/config/a", "{\"compatibility\":\"BACKWARD_TRANSITIVE\"}");
        Answer all = post("/compatibility/subjects/a/versions?verbose=true", body(last));
        assertThat(all.body().path("is_compatible").asBoolean()).isFalse();
        assertThat(all.body().path("messages").toString()).contains("TYPE_MISMATCH");
        assertThat(register("a", last).status()).isEqualTo(409);
    }

    @Test
    void levels_are_kept_by_subject_with_a_default_for_all() throws Exception {
        assertThat(get("/config").body().path("compatibilityLevel").asText()).isEqualTo("BACKWARD");
        assertThat(get("/config/a").code()).isEqualTo(40408);
        assertThat(get("/config/a?defaultToGlobal=true")
                        .body()
                        .path("compatibilityLevel")
                        .asText())
                .isEqualTo("BACKWARD");
        put("/config/a", "{\"compatibility\":\"full\"}");
        assertThat(get("/config/a").body().path("compatibilityLevel").asText()).isEqualTo("FULL");
        assertThat(send("DELETE", "/config/a", "")
                        .body()
                        .path("compatibilityLevel")
                        .asText())
                .isEqualTo("FULL");
        assertThat(get("/config/a").code()).isEqualTo(40408);

        Answer wrong = put("/config", "{\"compatibility\":\"SIDEWARD\"}");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.code()).isEqualTo(42203);
    }

    @ParameterizedTest(name = "{0} {1}: {3} {4}")
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | /subjects/none/versions | '' | 404 | 40401",
                "GET | /subjects/none/versions/1 | '' | 404 | 40401",
                "DELETE | /subjects/none | '' | 404 | 40401",
                "GET | /subjects/a/versions/2 | '' | 404 | 40402",
                "GET | /subjects/a/versions/0 | '' | 422 | 42202",
                "GET | /subjects/a/versions/last | '' | 422 | 42202",
                "GET | /schemas/ids/99 | '' | 404 | 40403",
                "GET | /schemas/ids/-1 | '' | 404 | 40403",
                "GET | /schemas/ids/x | '' | 404 | 404",
                "GET | /schemas/ids/99/versions | '' | 404 | 40403",
                "GET | /nothing | '' | 404 | 404",
                "PUT | /subjects/a | '' | 404 | 404",
                "POST | /subjects/a/versions | not json | 400 | 400",
                "POST | /subjects/a/versions | [] | 400 | 400",
                "POST | /subjects/a/versions | {} | 422 | 42201",
                "POST | /subjects/a/versions | {\"schema\":\"{\\\"type\\\":\\\"recod\\\"}\"} | 422 | 42201",
                "POST | /subjects/a/versions | {\"schema\":\"message A {}\",\"schemaType\":\"PROTOBUF\"} | 422 | 42201",
                "POST | /subjects/a/versions | {\"schema\":\"\\\"int\\\"\",\"references\":[{}]} | 422 | 42201",
                "POST | /subjects/%00/versions | {\"schema\":\"\\\"int\\\"\"} | 422 | 42208",
                "POST | /compatibility/subjects/none/versions/latest | {\"schema\":\"\\\"int\\\"\"} | 404 | 40401"
            })
    void what_cannot_be_done_is_answered_with_confluents_codes(
            String method, String path, String body, int status, int code) throws Exception {
        register("a", X);

        Answer answer = send(method, path, body);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.body().path("message").asText()).isNotBlank();
    }

    @Test
    void a_body_beyond_a_megabyte_is_refused() throws Exception {
        Answer answer = post("/subjects/a/versions", " ".repeat((1 << 20) + 1));
        assertThat(answer.status()).isEqualTo(413);
        assertThat(register("a", X).status()).isEqualTo(200);
    }

    @Test
    void a_deleted_subject_is_gone_but_its_ids_stay_readable() throws Exception {
        register("a", X);
        register("a", X_AND_OPTIONAL_Y);

        assertThat(send("DELETE", "/subjects/a?permanent=true", "").code()).isEqualTo(40405);
        assertThat(send("DELETE", "/subjects/a", "").body().toString()).isEqualTo("[1,2]");

        assertThat(get("/subjects").body()).isEmpty();
        assertThat(get("/subjects?deleted=true").body().toString()).isEqualTo("[\"a\"]");
        assertThat(get("/subjects/a/versions").code()).isEqualTo(40401);
        assertThat(get("/subjects/a/versions?deleted=true").body()).hasSize(2);
        assertThat(get("/schemas/ids/1").status()).isEqualTo(200);

        assertThat(register("a", X_AND_Y).body().path("version").asInt()).isEqualTo(3);
        assertThat(send("DELETE", "/subjects/a/versions/latest", "").body().asInt())
                .isEqualTo(3);
        assertThat(send("DELETE", "/subjects/a?permanent=true", "").body().toString())
                .isEqualTo("[1,2,3]");
        assertThat(get("/subjects?deleted=true").body()).isEmpty();
    }

    @Test
    void subjects_may_have_any_printable_name() throws Exception {
        register("a%2Fb%20c%2B%C3%A9", X);

        assertThat(get("/subjects").body().get(0).asText()).isEqualTo("a/b c+é");
        assertThat(get("/subjects/a%2Fb%20c%2B%C3%A9/versions").body()).hasSize(1);
        assertThat(get("/subjects/a%2Fb%20c+%C3%A9/versions").body()).hasSize(1);
        assertThat(get("/subjects?subjectPrefix=a%2F").body()).hasSize(1);
        assertThat(get("/subjects?subjectPrefix=b").body()).isEmpty();
    }

    @Test
    void the_small_questions_of_standard_clients_are_answered() throws Exception {
        assertThat(get("/").body().toString()).isEqualTo("{}");
        assertThat(get("/schemas/types").body().toString()).isEqualTo("[\"AVRO\"]");
        assertThat(get("/mode").body().path("mode").asText()).isEqualTo("READWRITE");
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create(registry.url() + "/config")).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/vnd.schemaregistry.v1+json");
    }

    @Test
    void it_listens_on_the_loopback_address_only_and_names_a_port_that_is_taken() {
        URI url = URI.create(registry.url());
        assertThat(url.getHost()).isIn("127.0.0.1", "[::1]", "localhost");

        assertThatThrownBy(() -> EmbeddedRegistry.start(url.getPort()))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("port " + url.getPort());
    }

    private static String dot(String fields) {
        return "{\"type\":\"record\",\"name\":\"Dot\",\"namespace\":\"test\",\"fields\":[" + fields + "]}";
    }

    private static String body(String schema) {
        return MAPPER.createObjectNode().put("schema", schema).toString();
    }

    private Answer register(String subject, String schema) throws Exception {
        return post("/subjects/" + subject + "/versions", body(schema));
    }

    private boolean compatible(String subject, String schema) throws Exception {
        Answer answer = post("/compatibility/subjects/" + subject + "/versions/latest", body(schema));
        return answer.body().path("is_compatible").asBoolean();
    }

    private Answer get(String path) throws Exception {
        return send("GET", path, "");
    }

    private Answer post(String path, String body) throws Exception {
        return send("POST", path, body);
    }

    private Answer put(String path, String body) throws Exception {
        return send("PUT", path, body);
    }

    private Answer send(String method, String path, String body) throws Exception {
        HttpResponse<byte[]> response = client.send(
                HttpRequest.newBuilder(URI.create(registry.url() + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), MAPPER.readTree(response.body()));
    }
}
