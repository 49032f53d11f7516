package io.sessmonitor.topology.config;

import io.sessmonitor.schemas.envelope.Link;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/**
 * How frames are paired.
 *
 * @param waitFor longest time between the two sides of a pair
 * @param remember how long a finished frame is remembered
 * @param repartition whether records on another partition than their key's are passed on to it, else they are refused
 * @param links receivers of each stream whose links are declared
 * @param shareLinks whether a link that one partition discovers is told to all others
 * @param forgetLinks silence after which a discovered link is forgotten
 */
public record PairingConfig(
        Duration waitFor,
        Duration remember,
        boolean repartition,
        Map<String, SortedSet<String>> links,
        boolean shareLinks,
        Duration forgetLinks) {

    public static final String WAIT = "pairing.wait";
    public static final String REMEMBER = "pairing.remember";
    public static final String KEY_POLICY = "pairing.key-policy";
    public static final String SHARE_LINKS = "pairing.share-links";
    public static final String FORGET_LINKS = "pairing.forget-links";
    public static final String LINKS = "links";

    static void define(ConfigDef def) {
        def.define(
                WAIT,
                Type.STRING,
                "5s",
                Durations.between("100ms", "24h"),
                Importance.HIGH,
                "How long a sent frame waits for its received one, and the other way round, until the outcome is"
                        + " MISSING or ORPHAN.");
        def.define(
                REMEMBER,
                Type.STRING,
                "10m",
                Durations.between("1s", "168h"),
                Importance.MEDIUM,
                "How long a finished frame is remembered, so that what still comes of it is known as LATE or"
                        + " DUPLICATE. A stream that starts its numbering anew must pause this long.");
        def.define(
                KEY_POLICY,
                Type.STRING,
                "verify",
                ConfigDef.ValidString.in("verify", "repartition"),
                Importance.MEDIUM,
                "What to do with a record whose key belongs on another partition: verify refuses it to the dead letters"
                        + " (the producer must use murmur2; librdkafka: partitioner=murmur2_random); repartition passes"
                        + " all of it but the picture on through topics.exchange, which costs about 100 bytes and .2 s.");
        def.define(
                LINKS,
                Type.LIST,
                List.of(),
                ConfigDef.ValidList.anyNonDuplicateValues(true, false),
                Importance.HIGH,
                "Declared links, stream>receiver, separated by commas. A stream named here has exactly these links; the"
                        + " links of any other stream are discovered from its traffic, see pairing.share-links.");
        def.define(
                SHARE_LINKS,
                Type.BOOLEAN,
                false,
                Importance.LOW,
                "Whether a discovered link is told to all partitions, through topics.exchange, so that frames it did not"
                        + " receive are MISSING on all of them; otherwise each partition discovers it by its own first"
                        + " pair.");
        def.define(
                FORGET_LINKS,
                Type.STRING,
                "24h",
                Durations.between("1m", "9999h"),
                Importance.LOW,
                "A discovered link without a pair for so long is forgotten: its frames are MISSING no more until there is"
                        + " another pair.");
    }

    static PairingConfig from(AbstractConfig values, List<String> problems) {
        Map<String, SortedSet<String>> links = new TreeMap<>();
        for (String text : values.getList(LINKS)) {
            try {
                Link link = Link.parse(text);
                links.computeIfAbsent(link.stream(), stream -> new TreeSet<>()).add(link.receiver());
            } catch (IllegalArgumentException e) {
                problems.add(LINKS + ": '" + text + "': " + e.getMessage());
            }
        }
        return new PairingConfig(
                Durations.parse(values.getString(WAIT)),
                Durations.parse(values.getString(REMEMBER)),
                values.getString(KEY_POLICY).equals("repartition"),
                links,
                values.getBoolean(SHARE_LINKS),
                Durations.parse(values.getString(FORGET_LINKS)));
    }

    /** Whether partitions tell each other anything. */
    public boolean exchanges() {
        return repartition || shareLinks;
    }
}
