package io.sessmonitor.topology.config;

import io.sessmonitor.scorer.ScorerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * The whole configuration of the monitor, checked. Immutable; its text never shows a secret.
 *
 * <p>Made from dotted keys and their texts. Keys under {@code kafka.} are passed on, see {@link KafkaConfig}; any other
 * key must be one declared by the parts.
 */
public final class MonitorConfig {

    private static final ConfigDef DEF = define();

    private final TopicsConfig topics;
    private final PairingConfig pairing;
    private final PayloadConfig payload;
    private final ScoringConfig scoring;
    private final WindowConfig windows;
    private final RulesConfig rules;
    private final NotifyConfig notifications;
    private final RegistryConfig registry;
    private final KafkaConfig kafka;

    private MonitorConfig(Map<String, String> flat) throws MonitorConfigException {
        List<String> problems = new ArrayList<>();
        Map<String, String> own = new TreeMap<>();
        flat.forEach((key, value) -> {
            if (DEF.names().contains(key)) {
                own.put(key, value);
            } else if (!key.startsWith(KafkaConfig.PREFIX) && !RegistryConfig.isForOtherCodec(key, flat)) {
                problems.add("unknown key " + key
                        + NearestKey.to(key, known())
                                .map(near -> "; did you mean " + near + "?")
                                .orElse(""));
            }
        });
        // All problems at once, one a key: what else Kafka says of a key only follows from the first.
        DEF.validate(own)
                .forEach(value -> value.errorMessages().stream()
                        .limit(1)
                        .map(message -> plain(value.name(), message))
                        .forEach(problems::add));
        if (!problems.isEmpty()) {
            throw new MonitorConfigException(problems);
        }
        AbstractConfig values;
        try {
            values = new AbstractConfig(DEF, own, false);
        } catch (ConfigException e) {
            throw new MonitorConfigException(List.of(e.getMessage()));
        }
        this.topics = TopicsConfig.from(values, problems);
        this.pairing = PairingConfig.from(values, problems);
        this.payload = PayloadConfig.from(values, problems);
        this.scoring = ScoringConfig.from(values, problems);
        this.windows = WindowConfig.from(values, problems);
        this.rules = RulesConfig.from(values, windows, problems);
        this.notifications = NotifyConfig.from(values, rules, problems);
        this.registry = RegistryConfig.from(values, flat, problems);
        this.kafka = KafkaConfig.from(flat, problems);
        if (!problems.isEmpty()) {
            throw new MonitorConfigException(problems);
        }
    }

    /**
     * Makes a configuration.
     *
     * @param flat dotted keys and their values as written; keys that are not there have their defaults
     * @throws MonitorConfigException with all problems found, each naming its key
     */
    public static MonitorConfig of(Map<String, String> flat) throws MonitorConfigException {
        return new MonitorConfig(flat);
    }

    public TopicsConfig topics() {
        return topics;
    }

    public PairingConfig pairing() {
        return pairing;
    }

    public PayloadConfig payload() {
        return payload;
    }

    public ScoringConfig scoring() {
        return scoring;
    }

    /** What the scorer is made with. */
    public ScorerSettings scorerSettings() {
        return scoring.scorer();
    }

    public WindowConfig windows() {
        return windows;
    }

    public RulesConfig rules() {
        return rules;
    }

    /** Who is told of alerts. */
    public NotifyConfig notifications() {
        return notifications;
    }

    public RegistryConfig registry() {
        return registry;
    }

    public KafkaConfig kafka() {
        return kafka;
    }

    /** The topics that must be there. */
    public List<String> neededTopics() {
        return topics.all().stream()
                .filter(topic -> windows.enabled() || !topic.equals(topics.aggregates()))
                .filter(topic -> pairing.exchanges() || !topic.equals(topics.exchange()))
                .filter(topic -> rules.enabled() || !topic.equals(topics.alerts()))
                .toList();
    }

    /** The properties Kafka Streams is started with. */
    public Properties streamsProperties() {
        return kafka.streams(topics.maxRecordBytes());
    }

    /** Every declared key, sorted, without the open {@code kafka.} ones. */
    public static List<String> known() {
        return DEF.names().stream().sorted().toList();
    }

    /** The reference page of all keys, as Markdown. */
    public static String reference() {
        StringBuilder page = new StringBuilder("# Settings\n\n"
                + "Dotted keys. `kafka.NAME` sets the property NAME of Kafka Streams or, with a prefix such as"
                + " `consumer.`, of a client, over the monitor's own choice; the important ones are"
                + " `kafka.bootstrap.servers` (default `localhost:9092`), `kafka.application.id` (default"
                + " `sess-monitor`), `kafka.state.dir` and `kafka.num.stream.threads`.\n\n"
                + "| key | default | values | meaning |\n|---|---|---|---|\n");
        for (String key : known()) {
            ConfigDef.ConfigKey entry = DEF.configKeys().get(key);
            page.append("| `")
                    .append(key)
                    .append("` | ")
                    .append(defaultOf(entry))
                    .append(" | ")
                    .append(
                            entry.validator == null
                                    ? typeOf(entry)
                                    : entry.validator.toString().replace("|", "\\|"))
                    .append(" | ")
                    .append(entry.documentation.replace("|", "\\|"))
                    .append(" |\n");
        }
        return page.toString();
    }

    @Override
    public String toString() {
        return "MonitorConfig[" + topics + ", " + pairing + ", " + payload + ", " + scoring + ", " + windows + ", "
                + rules + ", " + notifications + ", " + registry + ", " + kafka + "]";
    }

    private static ConfigDef define() {
        ConfigDef def = new ConfigDef();
        TopicsConfig.define(def);
        PairingConfig.define(def);
        PayloadConfig.define(def);
        ScoringConfig.define(def);
        WindowConfig.define(def);
        RulesConfig.define(def);
        NotifyConfig.define(def);
        RegistryConfig.define(def);
        return def;
    }

    /** Kafka's messages say "Invalid value X for configuration KEY: why"; ours begin with the key. */
    private static String plain(String key, String message) {
        return message.startsWith(key) ? message : key + ": " + message;
    }

    private static String defaultOf(ConfigDef.ConfigKey entry) {
        Object value = entry.defaultValue;
        if (value == null || value.toString().isEmpty() || value.equals(List.of())) {
            return "none";
        }
        return "`" + value + "`";
    }

    private static String typeOf(ConfigDef.ConfigKey entry) {
        return switch (entry.type) {
            case BOOLEAN -> "true or false";
            case PASSWORD -> "secret text";
            default -> "text";
        };
    }
}
