package io.sessmonitor.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistrySettingsTest {

    private static final Schema DOT = Schema.createRecord("Dot", null, "test", false, List.of());

    @TempDir
    Path folder;

    @Test
    void defaults_need_only_an_address() {
        RegistrySettings settings = RegistrySettings.of(Map.of("registry.url", "http://a:8081/, https://b/apis/v7"));

        assertThat(settings.urls()).containsExactly(URI.create("http://a:8081"), URI.create("https://b/apis/v7"));
        assertThat(settings.register()).isTrue();
        assertThat(settings.strategy()).isEqualTo(SubjectStrategy.TOPIC_NAME);
        assertThat(settings.requestTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.patience()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.tls()).isNull();
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "registry.url | '' | registry.url is missing",
                "registry.url | reg:8081 | such as http://registry:8081",
                "registry.url | ftp://reg | such as http://registry:8081",
                "registry.url | http://a,,http://b | such as http://registry:8081",
                "registry.url | http://a b | not an address",
                "registry.url | http://ann:secret@reg:8081 | registry.basic-auth",
                "registry.url | http://reg?x=1 | query",
                "registry.basic-auth | ann | user:password",
                "registry.register | maybe | true or false",
                "registry.subject-strategy | TopicNameStrategy | topic-name, record-name, topic-record-name",
                "registry.wait | 5 | such as 500ms",
                "registry.wait | 0s | more than 0",
                "registry.wait | 99999999999999999999s | such as 500ms",
                "registry.request-timeout | 5 minutes | such as 500ms",
                "registry.truststore.location | /nowhere.p12 | /nowhere.p12",
                "registry.keystore.location | own.pem | not PEM",
                "registry.subject | x | there is no setting registry.subject"
            })
    void a_wrong_setting_is_named_with_what_to_do(String key, String value, String expected) {
        Map<String, String> settings = new TreeMap<>(Map.of("registry.url", "http://localhost"));
        settings.put(key, value);

        assertThatThrownBy(() -> RegistrySettings.of(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(expected)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"topic-name, frames.sent-value", "record-name, test.Dot", "topic-record-name, frames.sent-test.Dot"})
    void subjects_are_named_as_confluent_names_them(String strategy, String subject) {
        assertThat(SubjectStrategy.of(strategy).subject("frames.sent", DOT)).isEqualTo(subject);
        assertThat(SubjectStrategy.of(strategy).configName()).isEqualTo(strategy);
    }

    @Test
    void a_registry_behind_tls_is_trusted_by_truststore_and_knows_us_by_keystore() throws Exception {
        Path store = folder.resolve("registry.p12");
        Path certificate = folder.resolve("registry.pem");
        keytool(
                "-genkeypair",
                "-alias",
                "registry",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit",
                "-storetype",
                "PKCS12");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "registry",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit",
                "-file",
                certificate.toString());
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "changeit".toCharArray());
        SSLContext server = SSLContext.getInstance("TLS");
        server.init(own.getKeyManagers(), null, null);

        try (FakeRegistry registry = new FakeRegistry(server)) {
            int id = registry.add("dots-value", DOT.toString());

            for (Map<String, String> settings : List.of(
                    registry.settings("registry.truststore.location", certificate.toString()),
                    registry.settings(
                            "registry.truststore.location",
                            store.toString(),
                            "registry.truststore.password",
                            "changeit"),
                    registry.settings(
                            "registry.truststore.location",
                            certificate.toString(),
                            "registry.truststore.type",
                            "PEM",
                            "registry.keystore.location",
                            store.toString(),
                            "registry.keystore.password",
                            "changeit"))) {
                assertThat(new RegistryClient(settings).schema(id)).isEqualTo(DOT);
            }

            assertThatThrownBy(() -> new RegistryClient(registry.settings("registry.wait", "1ms")).schema(id))
                    .as("not trusted by default")
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("certification path");
            Map<String, String> wrong = registry.settings(
                    "registry.truststore.location", store.toString(), "registry.truststore.password", "guess");
            assertThatThrownBy(() -> new RegistryClient(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("registry.truststore.password right?");
            Files.writeString(certificate, "nothing");
            assertThatThrownBy(() -> new RegistryClient(
                            registry.settings("registry.truststore.location", certificate.toString())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(certificate.toString());
        }
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("keytool.log")))
                .isZero();
    }
}
