package io.sessmonitor.topology.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.types.Password;

/**
 * Who is told of alerts, and how.
 *
 * @param targets everybody who is told; empty: alerts go to their topic only
 * @param resend how often Alertmanagers are reminded of what fires
 * @param webhookPending whether webhooks are also told of PENDING, and of its end
 * @param requestTimeout longest time for one request
 * @param longestPause longest time between two tries while a target is down
 * @param giveUp age at which an alert is not tried again
 * @param tls keys {@code notify.truststore.*} that have a value, secrets among them
 */
public record NotifyConfig(
        List<Target> targets,
        Duration resend,
        boolean webhookPending,
        Duration requestTimeout,
        Duration longestPause,
        Duration giveUp,
        Map<String, String> tls) {

    public static final String PREFIX = "notify";
    public static final String ALERTMANAGER_URLS = "notify.alertmanager.urls";
    public static final String ALERTMANAGER_RESEND = "notify.alertmanager.resend";
    public static final String WEBHOOK_URLS = "notify.webhook.urls";
    public static final String WEBHOOK_PENDING = "notify.webhook.pending";
    public static final String REQUEST_TIMEOUT = "notify.request-timeout";
    public static final String LONGEST_PAUSE = "notify.longest-pause";
    public static final String GIVE_UP = "notify.give-up";

    private static final String BASIC_AUTH = ".basic-auth";
    private static final String BEARER_TOKEN = ".bearer-token";
    private static final String TRUSTSTORE = "notify.truststore.";
    private static final int MAX_TARGETS = 16;

    /** What a target speaks. */
    public enum Kind {
        ALERTMANAGER,
        WEBHOOK;

        /** Beginning of its keys, and its name for people. */
        String key() {
            return "notify." + word();
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One address that is told. Its path may be a secret, as with many chat programs.
     *
     * @param number of this target among those of its kind, from 1
     * @param url where alerts are posted (webhook), or what {@code /api/v2/} follows (Alertmanager)
     * @param authorization value of the header Authorization, a secret; null for none
     */
    public record Target(Kind kind, int number, URI url, String authorization) {

        /** For people, without any secret: {@code webhook 1 (https://hooks.example.com)}. */
        public String name() {
            return kind.word() + " " + number + " (" + url.getScheme() + "://" + url.getRawAuthority() + ")";
        }

        @Override
        public String toString() {
            return name();
        }
    }

    /** Whether anybody is told. */
    public boolean enabled() {
        return !targets.isEmpty();
    }

    static void define(ConfigDef def) {
        urls(
                def,
                ALERTMANAGER_URLS,
                "Addresses of Prometheus Alertmanagers that are told of alerts, for example http://alertmanager:9093,"
                        + " separated by commas; of a cluster all members.");
        auth(def, Kind.ALERTMANAGER);
        def.define(
                ALERTMANAGER_RESEND,
                Type.STRING,
                "1m",
                Durations.between("1s", "1h"),
                Importance.LOW,
                "How often Alertmanagers are reminded of what fires. Well under their resolve_timeout (5m by default),"
                        + " after which they hold it to be over.");
        urls(
                def,
                WEBHOOK_URLS,
                "Addresses that every alert is posted to as JSON when it begins and when it ends, separated by commas.");
        auth(def, Kind.WEBHOOK);
        def.define(
                WEBHOOK_PENDING,
                Type.BOOLEAN,
                false,
                Importance.LOW,
                "Whether webhooks are also told of conditions that hold, but not yet for as long as the rule wants.");
        def.define(
                REQUEST_TIMEOUT,
                Type.STRING,
                "10s",
                Durations.between("100ms", "1m"),
                Importance.LOW,
                "Longest time for one request.");
        def.define(
                LONGEST_PAUSE,
                Type.STRING,
                "1m",
                Durations.between("1s", "1h"),
                Importance.LOW,
                "A target that is down is tried again after 1 s, 2 s, 4 s ... up to this.");
        def.define(
                GIVE_UP,
                Type.STRING,
                "24h",
                Durations.between("1m", "9999h"),
                Importance.LOW,
                "An alert that is older and still cannot be delivered is given up. It stays in its topic.");
        def.define(
                TRUSTSTORE + "location",
                Type.STRING,
                null,
                Importance.LOW,
                "File with the certificates that targets' own are checked against (PKCS12, JKS or PEM); none: Java's.");
        def.define(TRUSTSTORE + "password", Type.PASSWORD, null, Importance.LOW, "Password of that file.");
        def.define(
                TRUSTSTORE + "type", Type.STRING, null, Importance.LOW, "Type of that file, if its name does not say.");
    }

    private static void urls(ConfigDef def, String key, String text) {
        def.define(
                key,
                Type.LIST,
                List.of(),
                ConfigDef.ValidList.anyNonDuplicateValues(true, false),
                Importance.HIGH,
                text);
    }

    private static void auth(ConfigDef def, Kind kind) {
        def.define(
                kind.key() + BASIC_AUTH,
                Type.PASSWORD,
                null,
                Importance.MEDIUM,
                "user:password for basic auth, sent to each of these addresses.");
        def.define(
                kind.key() + BEARER_TOKEN,
                Type.PASSWORD,
                null,
                Importance.MEDIUM,
                "Bearer token, sent to each of these addresses.");
    }

    static NotifyConfig from(AbstractConfig values, RulesConfig rules, List<String> problems) {
        List<Target> targets = new ArrayList<>();
        targets(values, Kind.ALERTMANAGER, ALERTMANAGER_URLS, targets, problems);
        targets(values, Kind.WEBHOOK, WEBHOOK_URLS, targets, problems);
        if (targets.size() > MAX_TARGETS) {
            problems.add(WEBHOOK_URLS + " and " + ALERTMANAGER_URLS + " name " + targets.size() + " addresses, at most "
                    + MAX_TARGETS + " are told");
        }
        if (!targets.isEmpty()
                && !rules.enabled()
                && values.getString(RulesConfig.FILE).isEmpty()) {
            problems.add(targets.get(0).kind().key() + ".urls: there are no alerts without " + RulesConfig.FILE);
        }
        Map<String, String> tls = new TreeMap<>();
        values.values().forEach((key, value) -> {
            if (key.startsWith(TRUSTSTORE) && value != null) {
                tls.put(key, value instanceof Password secret ? secret.value() : value.toString());
            }
        });
        return new NotifyConfig(
                List.copyOf(targets),
                Durations.parse(values.getString(ALERTMANAGER_RESEND)),
                values.getBoolean(WEBHOOK_PENDING),
                Durations.parse(values.getString(REQUEST_TIMEOUT)),
                Durations.parse(values.getString(LONGEST_PAUSE)),
                Durations.parse(values.getString(GIVE_UP)),
                tls);
    }

    private static void targets(
            AbstractConfig values, Kind kind, String key, List<Target> targets, List<String> problems) {
        String authorization = authorization(values, kind, problems);
        int number = 0;
        for (String text : values.getList(key)) {
            number++;
            // An address may hold a secret, so it is called by its number.
            String which = key + ": address " + number;
            try {
                URI url = new URI(text.strip());
                if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
                    problems.add(which + " is not an http(s) address such as http://alertmanager:9093");
                } else if (url.getRawUserInfo() != null) {
                    problems.add(which + " holds credentials; give them as " + kind.key() + BASIC_AUTH
                            + " (user:password) instead");
                } else if (url.getRawFragment() != null || (kind == Kind.ALERTMANAGER && url.getRawQuery() != null)) {
                    problems.add(which + " has a " + (url.getRawFragment() != null ? "fragment" : "query"));
                } else {
                    targets.add(new Target(kind, number, url, authorization));
                }
            } catch (URISyntaxException e) {
                problems.add(which + " is not an address: " + e.getReason());
            }
        }
    }

    private static String authorization(AbstractConfig values, Kind kind, List<String> problems) {
        Password basic = values.getPassword(kind.key() + BASIC_AUTH);
        Password bearer = values.getPassword(kind.key() + BEARER_TOKEN);
        if (basic != null && bearer != null) {
            problems.add(kind.key() + BASIC_AUTH + " and " + kind.key() + BEARER_TOKEN + " exclude each other");
        }
        if (basic != null) {
            if (basic.value().indexOf(':') < 1) {
                problems.add(kind.key() + BASIC_AUTH + " is written user:password");
            }
            return "Basic " + Base64.getEncoder().encodeToString(basic.value().getBytes(StandardCharsets.UTF_8));
        }
        if (bearer != null) {
            if (!bearer.value().matches("[\\x21-\\x7e]+")) {
                problems.add(kind.key() + BEARER_TOKEN + " is visible ASCII characters without a space");
            }
            return "Bearer " + bearer.value();
        }
        return null;
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "NotifyConfig[" + targets + ", resend=" + resend + ", webhookPending=" + webhookPending
                + ", requestTimeout=" + requestTimeout + ", longestPause=" + longestPause + ", giveUp=" + giveUp
                + ", tls=" + tls.keySet() + "]";
    }
}
