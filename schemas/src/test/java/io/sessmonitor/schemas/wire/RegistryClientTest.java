package io.sessmonitor.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sessmonitor.schemas.wire.FakeRegistry.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.Schema;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class RegistryClientTest {

    private static final Schema DOT = new Schema.Parser()
            .parse("{\"type\":\"record\",\"name\":\"Dot\",\"namespace\":\"test\",\"fields\":"
                    + "[{\"name\":\"x\",\"type\":\"int\"}]}");

    private final FakeTicker ticker = new FakeTicker();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private FakeRegistry registry;

    @BeforeEach
    void start() throws IOException {
        registry = new FakeRegistry();
        log.start();
        logger().addAppender(log);
        logger().setAdditive(false);
        logger().setLevel(Level.INFO);
    }

    @AfterEach
    void stop() {
        logger().detachAppender(log);
        logger().setAdditive(true);
        logger().setLevel(null);
        registry.close();
    }

    @Test
    void a_schema_is_registered_once_and_found_again_by_its_id() throws Exception {
        RegistryClient client = client();

        int id = client.id("dots-value", DOT);

        assertThat(client.id("dots-value", new Schema.Parser().parse(DOT.toString())))
                .isEqualTo(id);
        assertThat(client.schema(id)).isEqualTo(DOT);
        assertThat(client.schema(id)).isEqualTo(DOT);
        assertThat(registry.requests()).containsExactly("POST /subjects/dots-value/versions", "GET /schemas/ids/" + id);
    }

    @Test
    void a_subject_is_escaped() throws Exception {
        client().id("a/b c+é", DOT);

        assertThat(registry.requests()).containsExactly("POST /subjects/a%2Fb%20c%2B%C3%A9/versions");
    }

    @Test
    void when_told_not_to_register_a_schema_is_only_looked_up() throws Exception {
        RegistryClient client = client("registry.register", "false");

        RegistryRefusedException error =
                catchThrowableOfType(RegistryRefusedException.class, () -> client.id("dots-value", DOT));
        assertThat(error.status()).isEqualTo(404);
        assertThat(error.errorCode()).isEqualTo(40401);
        assertThat(error)
                .hasMessageContaining("test.Dot under subject dots-value")
                .hasMessageContaining("set registry.register to true");

        int id = registry.add("dots-value", DOT.toString());
        assertThat(client.id("dots-value", DOT)).isEqualTo(id);
        assertThat(registry.requests()).allMatch("POST /subjects/dots-value"::equals);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"409, 409", "422, 42201"})
    void a_schema_that_the_registry_will_not_take_is_refused_with_its_words(int status, int code) {
        registry.trouble((request, authorization) ->
                Reply.json(status, "{\"error_code\":" + code + ",\"message\":\"field y has no default\"}"));

        assertThatThrownBy(() -> client().id("dots-value", DOT))
                .isInstanceOf(RegistryRefusedException.class)
                .hasMessageContaining("field y has no default")
                .hasMessageContaining("" + code);
    }

    @Test
    void an_id_that_a_healthy_registry_does_not_know_is_refused_and_not_asked_again_for_a_while() {
        RegistryClient client = client();
        for (int i = 0; i < 3; i++) {
            RegistryRefusedException error =
                    catchThrowableOfType(RegistryRefusedException.class, () -> client.schema(77));
            assertThat(error).hasMessage("the schema registry does not know schema 77");
        }
        assertThat(registry.requests()).hasSize(1);

        ticker.advance(Duration.ofSeconds(11));
        assertThatThrownBy(() -> client.schema(77)).isInstanceOf(RegistryRefusedException.class);
        assertThat(registry.requests()).hasSize(2);
        assertThat(ticker.sleeps()).isEmpty();
        assertThat(log.list).isEmpty();
    }

    @Test
    void a_registry_that_is_down_is_waited_for_at_growing_intervals() throws Exception {
        int id = registry.add("dots-value", DOT.toString());
        registry.goDown();
        ticker.whileAsleep(() -> {
            if (ticker.sleeps().size() == 9) {
                registry.comeBack();
            }
        });

        assertThat(client().schema(id)).isEqualTo(DOT);

        assertThat(ticker.sleeps())
                .extracting(Duration::toMillis)
                .containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L, 5000L);
        assertThat(lines())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith("WARN Schema registry unavailable, waiting for it")
                                .contains(registry.url()),
                        again -> assertThat(again).startsWith("WARN Schema registry still unavailable after 11 s"),
                        back -> assertThat(back).isEqualTo("INFO Schema registry is back after 21 s"));
    }

    @Test
    void after_the_wait_the_caller_is_told_and_may_call_again() throws Exception {
        int id = registry.add("dots-value", DOT.toString());
        registry.goDown();
        RegistryClient client = client("registry.wait", "2s");

        for (int i = 0; i < 3; i++) {
            Duration start = ticker.now();
            assertThatThrownBy(() -> client.schema(id))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageStartingWith("no schema registry answered within 2000 ms: " + registry.url());
            assertThat(ticker.now().minus(start)).isEqualTo(Duration.ofSeconds(2));
        }
        registry.comeBack();
        assertThat(client.schema(id)).isEqualTo(DOT);
        assertThat(lines()).as("one line for the outage, one for its end").hasSize(2);
    }

    @Test
    void a_long_outage_is_logged_less_and_less() {
        registry.goDown();
        RegistryClient client = client("registry.wait", "60m");

        assertThatThrownBy(() -> client.schema(1)).isInstanceOf(RegistryUnavailableException.class);

        assertThat(registry.requests()).hasSizeGreaterThan(700);
        assertThat(lines()).hasSizeBetween(9, 13);
    }

    @Test
    void a_second_outage_is_logged_anew() throws Exception {
        RegistryClient client = client("registry.wait", "1s");
        for (int i = 1; i <= 2; i++) {
            int id = registry.add("dots-value", DOT.toString().replace("\"x\"", "\"x" + i + "\""));
            registry.goDown();
            assertThatThrownBy(() -> client.schema(id)).isInstanceOf(RegistryUnavailableException.class);
            registry.comeBack();
            client.schema(id);
        }
        assertThat(lines()).extracting(line -> line.substring(0, 4)).containsExactly("WARN", "INFO", "WARN", "INFO");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {\"is_compatible\":true} | 0",
                "200 | {\"is_compatible\":false,\"messages\":[\"field x\",\"field y\"]} | 2",
                "200 | {\"is_compatible\":false} | 1",
                "404 | {\"error_code\":40401,\"message\":\"Subject not found\"} | 0"
            })
    void what_keeps_a_schema_from_being_registered_is_told(int status, String body, int reasons) throws Exception {
        registry.trouble(
                (request, authorization) -> request.equals("POST /compatibility/subjects/dots-value/versions/latest")
                        ? Reply.json(status, body)
                        : null);
        assertThat(client().incompatibilities("dots-value", DOT)).hasSize(reasons);
    }

    @Test
    void the_compatibility_of_a_subject_is_its_own_the_registrys_or_not_told() throws Exception {
        String unknown = "{\"error_code\": 40408, \"message\": \"no level there\"}";
        registry.trouble((request, authorization) -> switch (request) {
            case "GET /config/own-value" -> Reply.json(200, "{\"compatibilityLevel\": \"FULL\"}");
            case "GET /config" -> Reply.json(200, "{\"compatibilityLevel\": \"NONE\"}");
            default -> Reply.json(404, unknown);
        });
        assertThat(client().compatibility("own-value")).contains("FULL");
        assertThat(client().compatibility("dots-value")).contains("NONE");
        registry.trouble((request, authorization) -> Reply.json(404, unknown));
        assertThat(client().compatibility("dots-value")).isEmpty();
    }

    @Test
    void on_the_real_clock_a_call_outlives_an_outage() throws Exception {
        int id = registry.add("dots-value", DOT.toString());
        registry.goDown();
        RegistryClient client = new RegistryClient(registry.settings());
        AtomicReference<Object> result = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try {
                result.set(client.schema(id));
            } catch (RegistryException e) {
                result.set(e);
            }
        });
        caller.start();
        Awaitility.await().until(() -> registry.requests().size() >= 3);
        assertThat(result.get()).isNull();

        registry.comeBack();

        Awaitility.await().until(() -> result.get() != null);
        assertThat(result.get()).isEqualTo(DOT);
        caller.join();
    }

    @Test
    void an_interrupt_ends_the_wait_and_is_kept() {
        registry.goDown();
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> client().schema(1))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "500 | {\"error_code\":50001,\"message\":\"store\"} | status 500",
                "503 | busy | status 503",
                "429 | {\"error_code\":429} | status 429",
                "401 | {\"error_code\":401} | check registry.basic-auth",
                "403 | forbidden | check registry.basic-auth",
                "404 | <html>not found</html> | check registry.url",
                "404 | {\"error_code\":404,\"message\":\"HTTP 404 Not Found\"} | check registry.url",
                "404 | {} | check registry.url",
                "200 | <html>welcome</html> | check registry.url",
                "302 | moved | status 302"
            })
    void whatever_is_no_answer_of_a_registry_is_an_outage(int status, String body, String expected) {
        registry.trouble((request, authorization) -> Reply.json(status, body));

        assertThatThrownBy(() -> client("registry.wait", "1s").schema(1))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void an_endless_answer_is_cut_off() {
        registry.trouble((request, authorization) -> new Reply(200, new byte[5 << 20]));

        assertThatThrownBy(() -> client("registry.wait", "100ms").schema(1))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("larger than");
    }

    @Test
    void an_answer_that_does_not_come_is_not_waited_for_beyond_the_request_timeout() {
        CountDownLatch never = new CountDownLatch(1);
        registry.trouble((request, authorization) -> {
            try {
                never.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return null;
        });

        assertThatThrownBy(() -> client("registry.wait", "1ms", "registry.request-timeout", "100ms")
                        .schema(1))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("100 ms");
        never.countDown();
    }

    @Test
    void the_next_address_is_asked_when_one_is_down_and_kept_to() throws Exception {
        try (FakeRegistry second = new FakeRegistry()) {
            int id = second.add("dots-value", DOT.toString());
            registry.goDown();
            RegistryClient client = client("registry.url", registry.url() + " , " + second.url() + "/");

            assertThat(client.schema(id)).isEqualTo(DOT);
            client.id("more-value", DOT);

            assertThat(registry.requests()).allMatch("GET /schemas/ids/1"::equals);
            assertThat(second.requests()).hasSize(2);
            assertThat(ticker.sleeps()).isEmpty();
        }
    }

    @Test
    void a_follower_that_does_not_know_an_id_yet_does_not_have_the_last_word() throws Exception {
        try (FakeRegistry leader = new FakeRegistry()) {
            int id = leader.add("dots-value", DOT.toString());
            RegistryClient client = client("registry.url", registry.url() + "," + leader.url());

            assertThat(client.schema(id)).isEqualTo(DOT);
        }
    }

    @Test
    void basic_auth_is_sent_and_never_shown() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>();
        registry.trouble((request, authorization) -> {
            seen.set(authorization);
            return Reply.json(401, "{\"error_code\":401,\"message\":\"no\"}");
        });
        Map<String, String> settings = registry.settings("registry.basic-auth", "ann:s3cret:é", "registry.wait", "1ms");

        assertThatThrownBy(() -> new RegistryClient(settings).schema(1)).hasMessageNotContaining("s3cret");

        assertThat(new String(Base64.getDecoder().decode(seen.get().substring("Basic ".length())), "UTF-8"))
                .isEqualTo("ann:s3cret:é");
        assertThat(RegistrySettings.of(settings).toString()).doesNotContain("s3cret");
        assertThat(lines()).allSatisfy(line -> assertThat(line).doesNotContain("s3cret"));
    }

    @Test
    void referenced_schemas_are_fetched_too() throws Exception {
        registry.add(
                "pair",
                "{\"type\":\"record\",\"name\":\"Pair\",\"namespace\":\"test\",\"fields\":"
                        + "[{\"name\":\"a\",\"type\":\"test.Dot\"},{\"name\":\"b\",\"type\":\"test.Dot\"}]}");
        registry.add("dot", DOT.toString());
        int id = registry.addEntry("{\"schema\":\"{\\\"type\\\":\\\"array\\\",\\\"items\\\":\\\"test.Dot\\\"}\","
                + "\"references\":[{\"name\":\"test.Dot\",\"subject\":\"dot\",\"version\":1}]}");

        assertThat(client().schema(id)).isEqualTo(Schema.createArray(DOT));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax = proto3;\"}",
                "{\"schema\":\"not a schema\"}",
                "{\"schema\":\"{\\\"type\\\":\\\"record\\\"}\"}",
                "{}"
            })
    void an_entry_that_is_no_avro_schema_is_refused(String entry) throws Exception {
        int id = registry.addEntry(entry);

        assertThatThrownBy(() -> client().schema(id))
                .isInstanceOf(RegistryRefusedException.class)
                .hasMessageContaining("schema " + id);
    }

    @Test
    void many_threads_share_a_client() throws Exception {
        RegistryClient client = client();
        int id = client.id("dots-value", DOT);
        AtomicInteger good = new AtomicInteger();
        List<Thread> threads = java.util.stream.IntStream.range(0, 8)
                .mapToObj(i -> new Thread(() -> {
                    try {
                        for (int n = 0; n < 200; n++) {
                            good.addAndGet(client.schema(id).equals(DOT) && client.id("s" + n % 20, DOT) == id ? 1 : 0);
                        }
                    } catch (RegistryException e) {
                        good.set(Integer.MIN_VALUE);
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(good).hasValue(1600);
    }

    private RegistryClient client(String... settings) {
        return new RegistryClient(RegistrySettings.of(registry.settings(settings)), ticker);
    }

    private List<String> lines() {
        return List.copyOf(log.list).stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(RegistryClient.class);
    }
}
