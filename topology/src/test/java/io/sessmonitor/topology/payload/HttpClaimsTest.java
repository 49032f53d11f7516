package io.sessmonitor.topology.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.sessmonitor.schemas.envelope.PayloadRef;
import io.sessmonitor.schemas.wire.TlsSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Claims at a local server that is as hostile as one may be, and claims that try to get elsewhere. */
class HttpClaimsTest {

    private static final byte[] PICTURE = "a picture".getBytes(StandardCharsets.UTF_8);
    private static final long MAX_BYTES = 1 << 20;

    /** Long for what is expected to come, short for what never does: a try has a third of it. */
    private static final Duration LONG = Duration.ofSeconds(90);

    private static final Duration SHORT = Duration.ofMillis(900);

    private final AtomicInteger asked = new AtomicInteger();
    private volatile HttpHandler handler = exchange -> {
        exchange.sendResponseHeaders(200, PICTURE.length);
        exchange.getResponseBody().write(PICTURE);
        exchange.close();
    };
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private String base;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            handler.handle(exchange);
        });
        server.start();
        base = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private HttpClaims claims(Duration timeout) {
        return new HttpClaims(List.of(AllowedHost.parse(base, true)), MAX_BYTES, timeout);
    }

    private static PayloadRef.Claim claim(String uri, byte[] bytes) throws Exception {
        return new PayloadRef.Claim(
                uri,
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)),
                bytes.length);
    }

    private Fetched read(Duration timeout) throws Exception {
        return claims(timeout).read(claim(base + "/a.jpg", PICTURE));
    }

    private static String reason(Fetched fetched) {
        return ((Fetched.Gone) fetched).reason();
    }

    private String refusal(String uri) throws Exception {
        return reason(claims(LONG).read(claim(uri, PICTURE)));
    }

    @Test
    void a_picture_with_its_size_and_hash_is_read() throws Exception {
        assertThat(((Fetched.Picture) read(LONG)).bytes()).isEqualTo(PICTURE);
    }

    @Test
    void a_body_without_a_length_is_read_too() throws Exception {
        handler = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(PICTURE);
            exchange.close();
        };
        assertThat(((Fetched.Picture) read(LONG)).bytes()).isEqualTo(PICTURE);
    }

    @Test
    void a_picture_behind_tls_is_read_if_the_certificate_is_trusted(@TempDir Path folder) throws Exception {
        String store = folder.resolve("own.p12").toString();
        Process keytool = new ProcessBuilder((Path.of(System.getProperty("java.home"), "bin", "keytool")
                                + " -genkeypair -alias own -keyalg EC -dname CN=here -ext SAN=ip:127.0.0.1"
                                + " -storetype PKCS12 -storepass changeit -keystore " + store)
                        .split(" "))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        SSLContext own = TlsSettings.context(
                "own",
                Map.of(
                        "own.keystore.location",
                        store,
                        "own.keystore.password",
                        "changeit",
                        "own.truststore.location",
                        store,
                        "own.truststore.password",
                        "changeit"));
        HttpsServer secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(own));
        secure.createContext("/", exchange -> handler.handle(exchange));
        secure.start();
        try {
            String host = "127.0.0.1:" + secure.getAddress().getPort();
            List<AllowedHost> hosts = List.of(AllowedHost.parse(host, true));
            PayloadRef.Claim claim = claim("https://" + host + "/a.jpg", PICTURE);
            HttpClaims trusting = new HttpClaims(hosts, MAX_BYTES, LONG, InetAddress::getAllByName, own);
            assertThat(((Fetched.Picture) trusting.read(claim)).bytes()).isEqualTo(PICTURE);
            assertThat(reason(new HttpClaims(hosts, MAX_BYTES, LONG).read(claim)))
                    .contains("certification path");
        } finally {
            secure.stop(0);
        }
    }

    @Test
    void an_address_that_was_not_allowed_is_not_asked() throws Exception {
        int port = server.getAddress().getPort();
        for (String uri : List.of(
                "http://localhost:" + port + "/a.jpg",
                "https://127.0.0.1:" + port + "/a.jpg",
                "http://127.0.0.1/a.jpg",
                "http://127.0.0.1:1/a.jpg",
                "http://2130706433:" + port + "/a.jpg",
                "http://[::1]:" + port + "/a.jpg",
                "http://[::ffff:127.0.0.1]:" + port + "/a.jpg",
                "http://169.254.169.254/latest/meta-data")) {
            assertThat(refusal(uri)).as(uri).contains("is not at a server of payload.claim-hosts");
        }
        assertThat(refusal("http://user@127.0.0.1:" + port + "/a.jpg")).contains("holds a user's name");
        assertThat(refusal("http://127.0.0.1:" + port + "@169.254.169.254/")).contains("holds a user's name");
        assertThat(refusal("http://127.0.0.1.:" + port + "/a.jpg")).contains("is not an http(s) address");
        assertThat(refusal("http:///a.jpg")).contains("is not an http(s) address");
        assertThat(refusal("http:a.jpg")).contains("is not an http(s) address");
        assertThat(refusal("http://127.0.0.1:" + port + "/a b")).contains("is not an address");
        assertThat(asked).hasValue(0);
    }

    @Test
    void without_allowed_servers_none_is_asked() throws Exception {
        HttpClaims none = new HttpClaims(List.of(), MAX_BYTES, LONG);
        assertThat(reason(none.read(claim(base + "/a.jpg", PICTURE)))).contains("is not at a server");
        assertThat(asked).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "/b.jpg"})
    void redirects_are_not_followed(String location) throws Exception {
        handler = exchange -> {
            exchange.getResponseHeaders().set("Location", location);
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        };
        assertThat(reason(read(LONG)))
                .endsWith("cannot be read: its server answers with status 302, and redirects are not followed");
        assertThat(asked).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({"204", "206", "400", "401", "403", "404", "410"})
    void any_other_answer_is_final(int status) throws Exception {
        handler = exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        };
        assertThat(reason(read(LONG))).endsWith("its server answers with status " + status);
        assertThat(asked).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({"429", "500", "503"})
    void what_may_be_better_later_is_tried_again_and_then_given_up(int status) throws Exception {
        handler = exchange -> {
            exchange.sendResponseHeaders(status, 0);
            endless(exchange.getResponseBody());
        };
        assertThat(reason(read(LONG))).endsWith("its server answers with status " + status + " (tried 4 times)");
        assertThat(asked).hasValue(4);
    }

    @Test
    void a_server_that_recovers_gives_the_picture() throws Exception {
        HttpHandler good = handler;
        handler = exchange -> {
            if (asked.get() < 3) {
                exchange.sendResponseHeaders(503, -1);
                exchange.close();
            } else {
                good.handle(exchange);
            }
        };
        assertThat(read(LONG)).isInstanceOf(Fetched.Picture.class);
        assertThat(asked).hasValue(3);
    }

    @Test
    void nobody_there_is_said() throws Exception {
        server.stop(0);
        assertThat(reason(read(LONG))).contains("cannot be read: ", "tried 4 times");
    }

    @Test
    void a_server_that_says_nothing_or_drips_is_given_up_in_time() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String uri = "http://127.0.0.1:" + silent.getLocalPort();
            HttpClaims claims = new HttpClaims(List.of(AllowedHost.parse(uri, true)), MAX_BYTES, SHORT);
            assertThat(reason(claims.read(claim(uri + "/a", PICTURE)))).contains("tried ");
        }
        handler = exchange -> {
            exchange.sendResponseHeaders(200, PICTURE.length);
            exchange.getResponseBody().write('a');
            exchange.getResponseBody().flush();
            // And never the rest.
        };
        assertThat(reason(read(SHORT))).contains("cannot be read: ", "tried ");
    }

    @Test
    void a_body_that_never_ends_is_cut_off() throws Exception {
        handler = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            endless(exchange.getResponseBody());
        };
        assertThat(reason(read(LONG))).endsWith("has more than the 9 bytes claimed");
        assertThat(asked).hasValue(1);
    }

    @Test
    void another_size_or_hash_is_refused() throws Exception {
        byte[] longer = Arrays.copyOf(PICTURE, PICTURE.length + 1);
        byte[] other = "another!!".getBytes(StandardCharsets.UTF_8);
        assertThat(reason(claims(LONG).read(claim(base + "/a", longer))))
                .endsWith("a Content-Length other than the 10 bytes claimed");
        assertThat(reason(claims(LONG).read(claim(base + "/a", other)))).endsWith("does not have the SHA-256 claimed");
        handler = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(PICTURE);
            exchange.close();
        };
        assertThat(reason(claims(LONG).read(claim(base + "/a", longer))))
                .endsWith("does not have the 10 bytes claimed");
        int before = asked.get();
        assertThat(reason(claims(LONG).read(new PayloadRef.Claim(base + "/a", "00", MAX_BYTES + 1))))
                .endsWith("more than the 1048576 that are read");
        assertThat(reason(claims(LONG).read(new PayloadRef.Claim(base + "/a", "00", -1))))
                .endsWith("cannot have a size of -1");
        assertThat(asked).hasValue(before);
    }

    @Test
    void nothing_is_unpacked_so_a_bomb_stays_small() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[10 << 20]);
        }
        byte[] bomb = packed.toByteArray();
        handler = exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, bomb.length);
            exchange.getResponseBody().write(bomb);
            exchange.close();
        };
        assertThat(((Fetched.Picture) claims(LONG).read(claim(base + "/a", bomb))).bytes())
                .isEqualTo(bomb);
        assertThat(reason(read(LONG))).contains("a Content-Length other than");
    }

    @Test
    void the_reason_does_not_show_a_signature() throws Exception {
        handler = exchange -> {
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
        };
        assertThat(refusal(base + "/a.jpg?X-Amz-Signature=hunter2"))
                .isEqualTo("claim check " + base + "/a.jpg?... cannot be read: its server answers with status 403");
    }

    @Test
    void names_that_stand_for_addresses_they_should_not_are_refused_at_every_try() throws Exception {
        // A name that changes its mind after the first try, as in DNS rebinding.
        AtomicInteger resolved = new AtomicInteger();
        HttpClaims.Resolver rebinding = host -> new InetAddress[] {
            InetAddress.getByName(resolved.getAndIncrement() == 0 ? "192.168.1.9" : "169.254.169.254")
        };
        String uri = "http://name.invalid:1";
        HttpClaims claims = new HttpClaims(List.of(AllowedHost.parse(uri, true)), MAX_BYTES, LONG, rebinding, null);
        assertThat(reason(claims.read(claim(uri + "/a", PICTURE))))
                .endsWith("is not read: its host stands for the address 169.254.169.254");
        assertThat(resolved).hasValue(2);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, false, private address 127.0.0.1",
        "10.1.2.3, false, private address 10.1.2.3",
        "'fd00::1', false, private address fd00:0:0:0:0:0:0:1",
        "169.254.169.254, true, the address 169.254.169.254",
        "0.0.0.0, true, the address 0.0.0.0"
    })
    void an_address_is_refused_by_how_far_it_reaches(String address, boolean mayBePrivate, String why)
            throws Exception {
        String uri = "https://name.example";
        HttpClaims claims = new HttpClaims(
                List.of(AllowedHost.parse(uri, mayBePrivate)),
                MAX_BYTES,
                LONG,
                host -> new InetAddress[] {InetAddress.getByName("93.184.216.34"), InetAddress.getByName(address)},
                null);
        assertThat(reason(claims.read(claim(uri + "/a", PICTURE)))).contains(why);
    }

    @Test
    void a_name_nobody_knows_is_said() throws Exception {
        String uri = "https://name.example";
        HttpClaims claims = new HttpClaims(
                List.of(AllowedHost.parse(uri, true)),
                MAX_BYTES,
                LONG,
                host -> {
                    throw new UnknownHostException(host);
                },
                null);
        assertThat(reason(claims.read(claim(uri + "/a", PICTURE)))).contains("its host's name is not known");
    }

    @Test
    void addresses_are_public_private_or_neither() throws Exception {
        Map<Reach, List<String>> expected = Map.of(
                Reach.PUBLIC,
                List.of("8.8.8.8", "100.63.255.255", "172.32.0.1", "192.0.1.1", "2a00:1450:4001::1", "::ffff:8.8.8.8"),
                Reach.PRIVATE,
                List.of(
                        "127.9.9.9",
                        "10.0.0.1",
                        "172.16.0.1",
                        "192.168.0.1",
                        "100.64.0.1",
                        "::1",
                        "fc00::1",
                        "fdff::1"),
                Reach.NEVER,
                List.of(
                        "0.0.0.0",
                        "0.1.2.3",
                        "169.254.169.254",
                        "192.0.0.8",
                        "192.0.2.1",
                        "198.18.0.1",
                        "224.0.0.1",
                        "240.0.0.1",
                        "255.255.255.255",
                        "::",
                        "fe80::1",
                        "ff02::1",
                        "64:ff9b::a00:1",
                        "2002:a00:1::",
                        "2001::1",
                        "2001:db8::1",
                        "::10.0.0.1"));
        for (Map.Entry<Reach, List<String>> entry : expected.entrySet()) {
            for (String address : entry.getValue()) {
                assertThat(Reach.of(InetAddress.getByName(address))).as(address).isEqualTo(entry.getKey());
            }
        }
    }

    @Test
    void allowed_servers_are_written_with_or_without_scheme_and_port() {
        assertThat(AllowedHost.parse("Images.Example.com", false))
                .isEqualTo(new AllowedHost("https", "images.example.com", 443, false));
        assertThat(AllowedHost.parse("images.example.com:8443", false).port()).isEqualTo(8443);
        assertThat(AllowedHost.parse("http://store.lab:9000", true))
                .isEqualTo(new AllowedHost("http", "store.lab", 9000, true));
        assertThat(AllowedHost.parse("[::1]:9000", true).host()).isEqualTo("[::1]");
        for (String wrong :
                List.of("", "a b", "ftp://host", "host/path", "user@host", "host:port", "*.example.com", "a:b://c")) {
            assertThatThrownBy(() -> AllowedHost.parse(wrong, false))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("host:port");
        }
    }

    private static void endless(OutputStream out) throws IOException {
        byte[] much = new byte[1 << 16];
        try (out) {
            while (true) {
                out.write(much);
            }
        }
    }
}
