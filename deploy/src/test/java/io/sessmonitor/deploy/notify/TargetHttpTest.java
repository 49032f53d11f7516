package io.sessmonitor.deploy.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to a server that behaves as badly as servers do. */
class TargetHttpTest {

    private static final Instant NOW = Instant.parse("2024-05-02T00:00:00Z");
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

    /** Long for what is expected to come, short for what never does. */
    private static final Duration LONG = Duration.ofSeconds(60);

    private static final Duration SHORT = Duration.ofMillis(300);

    private FakeTarget target;

    @BeforeEach
    void start() {
        target = new FakeTarget();
    }

    @AfterEach
    void stop() {
        target.close();
    }

    private Answer post(Duration timeout) throws InterruptedException {
        return post(target.url(), timeout);
    }

    private static Answer post(URI url, Duration timeout) throws InterruptedException {
        return new TargetHttp(null, timeout, Clock.fixed(NOW, ZoneOffset.UTC)).post(url, BODY, "Bearer hunter2");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204})
    void any_2xx_is_delivered(int status) throws Exception {
        target.answer(status, "thanks");
        assertThat(post(LONG)).isEqualTo(new Answer.Delivered());
        assertThat(target.requests()).singleElement().satisfies(request -> {
            assertThat(request.body()).isEqualTo("{}");
            assertThat(request.header("Authorization")).isEqualTo("Bearer hunter2");
            assertThat(request.header("Content-Type")).isEqualTo("application/json");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void what_may_be_better_later_is_a_failure(int status) throws Exception {
        target.answer(status, "not now\u001b[31m\n");
        assertThat(post(LONG))
                .isEqualTo(new Answer.Failed("it answers with status " + status + ": not now [31m", Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 413, 422})
    void what_will_not_be_better_is_a_refusal(int status) throws Exception {
        target.answer(status, "x".repeat(1000));
        assertThat(post(LONG))
                .isEqualTo(new Answer.Refused("it answers with status " + status + ": " + "x".repeat(300)));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void redirects_are_not_followed(int status) throws Exception {
        try (FakeTarget elsewhere = new FakeTarget()) {
            target.handle(exchange -> {
                exchange.getResponseHeaders().set("Location", elsewhere.url().toString());
                FakeTarget.reply(exchange, status, "");
            });
            assertThat(post(LONG))
                    .isInstanceOfSatisfying(
                            Answer.Refused.class,
                            refused -> assertThat(refused.why()).contains("redirects are not followed"));
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "7, 7",
        "0, 0",
        "999999999, 3600",
        "'Thu, 02 May 2024 00:02:00 GMT', 120",
        "'Thu, 02 May 2024 12:00:00 GMT', 3600",
        "'Wed, 01 May 2024 00:00:00 GMT', 0",
        "soon, ",
        "-5, ",
        "99999999999999999999, "
    })
    void retry_after_is_read_in_both_forms_and_bounded(String header, Long seconds) throws Exception {
        target.handle(exchange -> {
            exchange.getResponseHeaders().set("Retry-After", header);
            FakeTarget.reply(exchange, 429, "");
        });
        assertThat(post(LONG))
                .isEqualTo(new Answer.Failed(
                        "it answers with status 429",
                        Optional.ofNullable(seconds).map(Duration::ofSeconds)));
    }

    @Test
    void nobody_there_and_no_answer_are_failures() throws Exception {
        URI gone = target.url();
        target.close();
        assertThat(post(gone, LONG)).isEqualTo(new Answer.Failed("nobody accepts the connection", Optional.empty()));
        try (ServerSocket silent = new ServerSocket(0)) {
            URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
            assertThat(post(url, SHORT)).isEqualTo(new Answer.Failed("no answer within 300 ms", Optional.empty()));
        }
    }

    @Test
    void a_server_that_hangs_up_or_does_not_speak_http_is_a_failure() throws Exception {
        for (String words : new String[] {"", "220 mail.example.com ESMTP\r\n", "HTTP/1.1 abc\r\n\r\n"}) {
            try (ServerSocket server = new ServerSocket(0)) {
                Thread thread = new Thread(() -> {
                    try (java.net.Socket socket = server.accept()) {
                        socket.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                thread.start();
                assertThat(post(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"), LONG))
                        .as(words)
                        .isInstanceOf(Answer.Failed.class);
                thread.join();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"200", "400", "503"})
    void the_status_counts_however_much_follows(int status) throws Exception {
        target.handle(exchange -> endless(exchange, status));
        assertThat(post(LONG))
                .isEqualTo(
                        switch (status) {
                            case 200 -> new Answer.Delivered();
                            case 400 -> new Answer.Refused("it answers with status 400");
                            default -> new Answer.Failed("it answers with status 503", Optional.empty());
                        });
    }

    @Test
    void an_answer_that_drips_is_not_waited_for_once_its_status_is_known() throws Exception {
        target.handle(exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            // And never the rest.
        });
        assertThat(post(Duration.ofSeconds(2))).isEqualTo(new Answer.Delivered());
    }

    private static void endless(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, 0);
        byte[] much = new byte[1 << 16];
        try (OutputStream out = exchange.getResponseBody()) {
            while (true) {
                out.write(much);
            }
        }
    }
}
