package io.sessmonitor.topology.config;

import io.sessmonitor.schemas.wire.WireCodec;
import io.sessmonitor.schemas.wire.WireCodecs;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    public static final String REGISTER = "registry.register";
    public static final String SUBJECT_STRATEGY = "registry.subject-strategy";
    public static final String REQUEST_TIMEOUT = "registry.request-timeout";
    public static final String WAIT = "registry.wait";
    public static final String CODEC = WireCodecs.CODEC;

    private static final String PREFIX = "registry.";
    private static final String TRUSTSTORE = "registry.truststore.";
    private static final String KEYSTORE = "registry.keystore.";

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
                REGISTER,
                Type.BOOLEAN,
                true,
                Importance.MEDIUM,
                "Whether our schemas are registered; otherwise they are only looked up and must be there.");
        def.define(
                SUBJECT_STRATEGY,
                Type.STRING,
                "topic-name",
                ConfigDef.ValidString.in("topic-name", "record-name", "topic-record-name"),
                Importance.LOW,
                "How subjects are named.");
        def.define(
                REQUEST_TIMEOUT,
                Type.STRING,
                "2s",
                Durations.between("100ms", "10s"),
                Importance.LOW,
                "Longest time for one request to the registry.");
        // Nothing is committed while a record waits for the registry, and a transaction has 10 s.
        def.define(
                WAIT,
                Type.STRING,
                "5s",
                Durations.between("100ms", "8s"),
                Importance.LOW,
                "How long a record waits for the registry at a time; after that its thread begins anew, for as long as"
                        + " the registry is away.");
        def.define(
                CODEC, Type.STRING, null, Importance.LOW, "Class of another WireCodec to use instead of the own one.");
        define(def, TRUSTSTORE, "the certificates the registry's own is checked against (PKCS12, JKS or PEM)");
        define(def, KEYSTORE, "the certificate this program shows to the registry (PKCS12 or JKS)");
        def.define(KEYSTORE + "key-password", Type.PASSWORD, null, Importance.LOW, "Password of the key in it.");
    }

    private static void define(ConfigDef def, String store, String what) {
        def.define(store + "location", Type.STRING, null, Importance.LOW, "File with " + what + ".");
        def.define(store + "password", Type.PASSWORD, null, Importance.LOW, "Password of that file.");
        def.define(store + "type", Type.STRING, null, Importance.LOW, "Type of that file, if its name does not say.");
    }

    /** Whether a key that is not declared here is meant for another codec, which knows its own. */
    static boolean isForOtherCodec(String key, Map<String, String> flat) {
        return key.startsWith(PREFIX) && flat.containsKey(CODEC);
    }

    static RegistryConfig from(AbstractConfig values, Map<String, String> flat, List<String> problems) {
        Map<String, String> settings = new TreeMap<>();
        values.values().forEach((key, value) -> {
            if (key.startsWith(PREFIX) && value != null) {
                settings.put(key, value instanceof Password secret ? secret.value() : value.toString());
            }
        });
        flat.forEach((key, value) -> {
            if (key.startsWith(PREFIX) && value != null) {
                settings.putIfAbsent(key, value);
            }
        });
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

    /**
     * The codec these settings describe.
     *
     * @throws IllegalArgumentException if its class or a file cannot be used; the message names the setting
     */
    public WireCodec codec() {
        return WireCodecs.create(settings);
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
