package io.sessmonitor.schemas.wire;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;

/**
 * How to reach the registry and how to use it.
 *
 * @param urls base addresses, tried in order, beginning with the one that answered last
 * @param basicAuth {@code user:password} or null
 * @param tls what to trust and how to identify oneself, or null for the JVM's defaults
 * @param register whether schemas are registered or only looked up
 * @param strategy under which subject
 * @param requestTimeout longest time for one request
 * @param patience longest time for one call with all its retries
 */
record RegistrySettings(
        List<URI> urls,
        String basicAuth,
        SSLContext tls,
        boolean register,
        SubjectStrategy strategy,
        Duration requestTimeout,
        Duration patience) {

    static final String URL = "registry.url";
    static final String BASIC_AUTH = "registry.basic-auth";
    static final String REGISTER = "registry.register";
    static final String STRATEGY = "registry.subject-strategy";
    static final String REQUEST_TIMEOUT = "registry.request-timeout";
    static final String WAIT = "registry.wait";
    private static final Set<String> KEYS =
            new TreeSet<>(Set.of(URL, BASIC_AUTH, REGISTER, STRATEGY, REQUEST_TIMEOUT, WAIT, WireCodecs.CODEC));

    static {
        KEYS.addAll(TlsSettings.keys("registry"));
    }

    RegistrySettings {
        urls = List.copyOf(urls);
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException if one is missing, wrong or unknown
     */
    static RegistrySettings of(Map<String, String> settings) {
        for (String key : settings.keySet()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException(
                        "there is no setting " + key + "; known are " + String.join(", ", KEYS));
            }
        }
        String auth = settings.get(BASIC_AUTH);
        if (auth != null && auth.indexOf(':') < 1) {
            throw new IllegalArgumentException(BASIC_AUTH + " is written user:password");
        }
        return new RegistrySettings(
                urls(settings.get(URL)),
                auth,
                TlsSettings.context("registry", settings),
                flag(REGISTER, settings.getOrDefault(REGISTER, "true")),
                SubjectStrategy.of(settings.getOrDefault(STRATEGY, SubjectStrategy.TOPIC_NAME.configName())),
                duration(REQUEST_TIMEOUT, settings.getOrDefault(REQUEST_TIMEOUT, "5s")),
                duration(WAIT, settings.getOrDefault(WAIT, "30s")));
    }

    private static List<URI> urls(String text) {
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException(
                    URL + " is missing: the address of a Confluent-compatible schema registry");
        }
        List<URI> urls = new ArrayList<>();
        for (String part : text.split(",")) {
            String url = part.strip().replaceAll("/+$", "");
            URI uri;
            try {
                uri = new URI(url);
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException(URL + " is not an address: " + e.getReason(), e);
            }
            if (uri.getRawUserInfo() != null) {
                throw new IllegalArgumentException(
                        URL + " holds credentials; give them as " + BASIC_AUTH + " (user:password) instead");
            }
            if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                throw new IllegalArgumentException(
                        URL + " is one or more addresses such as http://registry:8081, not '" + url + "'");
            }
            if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
                throw new IllegalArgumentException(URL + " has a query or fragment: '" + url + "'");
            }
            urls.add(uri);
        }
        return urls;
    }

    private static boolean flag(String key, String text) {
        return switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(key + " is true or false, not '" + text + "'");
        };
    }

    private static Duration duration(String key, String text) {
        String value = text.strip();
        String digits = value.replaceAll("[a-z]+$", "");
        try {
            long count = Long.parseLong(digits);
            Duration duration = switch (value.substring(digits.length())) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                default -> throw new NumberFormatException("no unit");
            };
            if (count <= 0 || duration.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException(key + " is more than 0 and at most 60m, not '" + text + "'");
            }
            return duration;
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException(key + " is a time such as 500ms, 5s or 2m, not '" + text + "'", e);
        }
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "RegistrySettings[urls=" + urls + ", basicAuth=" + (basicAuth == null ? "none" : "set") + ", tls="
                + (tls == null ? "default" : "own") + ", register=" + register + ", strategy=" + strategy + "]";
    }
}
