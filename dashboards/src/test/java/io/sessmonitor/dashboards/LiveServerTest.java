package io.sessmonitor.dashboards;

import static io.sessmonitor.dashboards.Scores.outcome;
import static io.sessmonitor.dashboards.Scores.scored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sessmonitor.schemas.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveServerTest {

    private final LinkBoard board = new LinkBoard();
    private final HttpClient http = HttpClient.newHttpClient();
    private LiveServer server;

    @BeforeEach
    void start() {
        server = LiveServer.start(board, 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "app.js", "style.css", "icon.svg"})
    void the_page_and_its_parts_are_served_under_a_content_security_policy(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isNotBlank();
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'self'");
    }

    @Test
    void links_are_given_as_json() throws Exception {
        board.accept(scored("rx", 1, 0.75, "person"));
        JsonNode links = new ObjectMapper().readTree(get("api/links").body());
        assertThat(links).hasSize(1);
        assertThat(links.get(0).get("link").asText()).isEqualTo("cam0>rx");
        assertThat(links.get(0).get("score").get("now").asDouble()).isEqualTo(0.75);
        assertThat(links.get(0).get("mostLost").get(0).get("name").asText()).isEqualTo("person");
    }

    @Test
    void a_client_of_the_event_stream_gets_the_state_and_then_each_change() throws Exception {
        board.accept(scored("first", 1, 1));
        HttpResponse<InputStream> answer = http.send(request("api/events"), BodyHandlers.ofInputStream());
        try (BufferedReader events = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            assertThat(nextData(events)).contains("cam0>first").doesNotContain("cam0>second");
            board.accept(scored("second", 1, 1));
            assertThat(nextData(events)).contains("cam0>second");
        }
    }

    @Test
    void metrics_name_each_link_and_outcome() throws Exception {
        board.accept(scored("rx", 1, 0.75));
        board.accept(outcome("rx", 2, Outcome.MISSING, null));
        assertThat(get("metrics").body())
                .contains("sess_frames{link=\"cam0>rx\",outcome=\"MISSING\"} 1.0")
                .contains("sess_score{link=\"cam0>rx\"} 0.75");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "../LiveServer.class", "%2e%2e/%2e%2e/etc/passwd", "api/links/none"})
    void what_is_not_there_is_404_or_400_and_leaks_nothing(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isBetween(400, 404);
        assertThat(answer.body()).doesNotContain("Exception").doesNotContain("root:");
    }

    @Test
    void a_taken_port_is_named_with_what_to_do() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> LiveServer.start(board, taken.getLocalPort()))
                    .isInstanceOf(LiveServerException.class)
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()))
                    .hasMessageContaining("--port");
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path), BodyHandlers.ofString());
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Accept", "*/*, text/event-stream")
                .build();
    }

    private static String nextData(BufferedReader events) throws IOException {
        String line;
        while ((line = events.readLine()) != null) {
            if (line.startsWith("data:")) {
                return line;
            }
        }
        throw new AssertionError("the event stream ended");
    }
}
