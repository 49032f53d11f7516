package io.sessmonitor.topology.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.types.Password;

/**
 * How the schema registry is reached.
 *
 * @param settings every {@code registry.} key that has a value, as a {@code WireCodec} takes them
 */
public record RegistryConfig(Map<String, String> settings) {

    public static final String URL = "registry.url";
    public static final String BASIC_AUTH = "registry.basic-auth";
    public static final String TRUSTSTORE = "registry.truststore";
    public static final String TRUSTSTORE_PASSWORD = "registry.truststore-password";
    public static final String TRUSTSTORE_TYPE = "registry.truststore-type";
    public static final String REGISTER = "registry.register";
    public static final String SUBJECT_STRATEGY = "registry.subject-strategy";
    public static final String CODEC = "registry.codec";

    private static final List<String> KEYS = List.of(
            URL, BASIC_AUTH, TRUSTSTORE, TRUSTSTORE_PASSWORD, TRUSTSTORE_TYPE, REGISTER, SUBJECT_STRATEGY, CODEC);

    static void define(ConfigDef def) {
        def.define(
                URL,
                Type.STRING,
                "http://localhost:8081",
                new ConfigDef.NonEmptyString(),
                Importance.HIGH,
                "Address of the schema registry, or several separated by commas.");
        def.define(BASIC_AUTH, Type.PASSWORD, null, Importance.MEDIUM, "user:password for the registry's basic auth.");
        def.define(
                TRUSTSTORE,
                Type.STRING,
                null,
                Importance.LOW,
                "File with the certificates that the registry's TLS certificate is checked against.");
        def.define(TRUSTSTORE_PASSWORD, Type.PASSWORD, null, Importance.LOW, "Password of that file.");
        def.define(TRUSTSTORE_TYPE, Type.STRING, null, Importance.LOW, "Type of that file: PKCS12, JKS or PEM.");
        def.define(
                REGISTER,
                Type.BOOLEAN,
                true,
                Importance.MEDIUM,
                "Whether our schemas are registered; otherwise they are only looked up and must be there.");
        def.define(
                SUBJECT_STRATEGY,
                Type.STRING,
                "topic",
                Importance.LOW,
                "How subjects are named: topic (TopicNameStrategy), record or topic-record.");
        def.define(
                CODEC, Type.STRING, null, Importance.LOW, "Class of another WireCodec to use instead of the own one.");
    }

    static RegistryConfig from(AbstractConfig values, List<String> problems) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String key : KEYS) {
            Object value = values.values().get(key);
            if (value != null) {
                settings.put(key, value instanceof Password secret ? secret.value() : value.toString());
            }
        }
        for (String url : settings.get(URL).split(",", -1)) {
            try {
                URI uri = new URI(url.strip());
                if (uri.getHost() == null || !List.of("http", "https").contains(uri.getScheme())) {
                    problems.add(URL + ": '" + url + "' is not an http(s) address");
                }
            } catch (URISyntaxException e) {
                problems.add(URL + ": '" + url + "' is not an address: " + e.getReason());
            }
        }
        return new RegistryConfig(settings);
    }

    /** The address or addresses. */
    public String url() {
        return settings.get(URL);
    }

    /** Names the keys, never the secrets. */
    @Override
    public String toString() {
        return "RegistryConfig" + settings.keySet();
    }
}
