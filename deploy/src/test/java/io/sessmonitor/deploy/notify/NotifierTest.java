package io.sessmonitor.deploy.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.sessmonitor.schemas.wire.TlsSettings;
import io.sessmonitor.topology.config.MonitorConfig;
import io.sessmonitor.topology.config.NotifyConfig.Kind;
import io.sessmonitor.topology.config.NotifyConfig.Target;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifierTest {

    @TempDir
    private Path folder;

    @Test
    void a_target_has_the_same_group_at_every_start_and_no_other_has_it() {
        URI url = URI.create("https://hooks.example.com/hunter2");
        String group = Notifier.group("app", new Target(Kind.WEBHOOK, 1, url, null));
        assertThat(group).startsWith("app-notify-webhook-").doesNotContain("hunter2", "example");
        assertThat(Notifier.group("app", new Target(Kind.WEBHOOK, 7, url, "Bearer x")))
                .isEqualTo(group);
        assertThat(List.of(
                        Notifier.group("other", new Target(Kind.WEBHOOK, 1, url, null)),
                        Notifier.group("app", new Target(Kind.ALERTMANAGER, 1, url, null)),
                        Notifier.group("app", new Target(Kind.WEBHOOK, 1, url.resolve("/hunter3"), null))))
                .doesNotContain(group)
                .doesNotHaveDuplicates();
    }

    @Test
    void a_truststore_that_cannot_be_used_is_named() throws Exception {
        Path rules =
                Files.writeString(folder.resolve("rules.yaml"), "rules: [{name: silent, kind: no-data, after: 30s}]");
        MonitorConfig config = MonitorConfig.of(Map.of(
                "rules.file", rules.toString(),
                "notify.webhook.urls", "https://hooks.example.com/",
                "notify.truststore.location", folder.resolve("none.p12").toString()));
        assertThatThrownBy(() -> new Notifier(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("notify.truststore.location cannot be read")
                .hasMessageContaining("none.p12");
    }

    @Test
    void a_target_behind_tls_is_told_if_its_certificate_is_in_the_truststore() throws Exception {
        String store = folder.resolve("own.p12").toString();
        Process keytool = new ProcessBuilder((Path.of(System.getProperty("java.home"), "bin", "keytool")
                                + " -genkeypair -alias own -keyalg EC -dname CN=here -ext SAN=ip:127.0.0.1"
                                + " -storetype PKCS12 -storepass changeit -keystore " + store)
                        .split(" "))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        SSLContext own =
                TlsSettings.context("own", Map.of("own.keystore.location", store, "own.keystore.password", "changeit"));
        SSLContext trusting = TlsSettings.context(
                "notify", Map.of("notify.truststore.location", store, "notify.truststore.password", "changeit"));
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(own));
        server.createContext("/", exchange -> FakeTarget.reply(exchange, 200, ""));
        server.start();
        try {
            URI url = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/");
            assertThat(post(trusting, url)).isEqualTo(new Answer.Delivered());
            assertThat(post(null, url))
                    .isInstanceOfSatisfying(
                            Answer.Failed.class,
                            failed -> assertThat(failed.why()).contains("certification path"));
        } finally {
            server.stop(0);
        }
    }

    private static Answer post(SSLContext tls, URI url) throws InterruptedException {
        return new TargetHttp(tls, Duration.ofSeconds(60), Clock.systemUTC()).post(url, new byte[] {'{', '}'}, null);
    }
}
