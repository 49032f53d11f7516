package io.sessmonitor.topology.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/**
 * How scores are summed up in windows of event time.
 *
 * @param enabled whether there are windows at all
 * @param sizes lengths of the windows, shortest first
 * @param grace how long after its end, beyond {@code pairing.wait}, a window still takes scores
 * @param idle silence after which a link's time goes with the wall clock
 * @param ahead how far capturedAt may lie ahead of the wall clock
 * @param undecodableAsZero whether UNDECODABLE counts as score 0
 * @param mostLost names in an aggregate's list of lost objects
 * @param maxLinks links that one task keeps windows for
 * @param remember how long a silent link's closed windows are remembered as closed
 */
public record WindowConfig(
        boolean enabled,
        List<Duration> sizes,
        Duration grace,
        Duration idle,
        Duration ahead,
        boolean undecodableAsZero,
        int mostLost,
        int maxLinks,
        Duration remember) {

    public static final String ENABLED = "windows.enabled";
    public static final String SIZES = "windows.sizes";
    public static final String GRACE = "windows.grace";
    public static final String IDLE = "windows.idle";
    public static final String AHEAD = "windows.ahead";
    public static final String UNDECODABLE_AS_ZERO = "windows.undecodable-as-zero";
    public static final String MOST_LOST = "windows.most-lost";
    public static final String MAX_LINKS = "windows.max-links";
    public static final String REMEMBER = "windows.remember";

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final int MAX_SIZES = 8;

    static void define(ConfigDef def) {
        def.define(
                ENABLED,
                Type.BOOLEAN,
                true,
                Importance.MEDIUM,
                "Whether scores are summed up in windows, on topics.aggregates.");
        def.define(
                SIZES,
                Type.LIST,
                List.of("10s", "1m", "5m"),
                ConfigDef.ValidList.anyNonDuplicateValues(false, false),
                Importance.HIGH,
                "Lengths of the windows, from 1s to 24h, at most 8, separated by commas. Windows of a length follow each"
                        + " other without a gap, by the frames' capturedAt, from multiples of the length since 1970.");
        def.define(
                GRACE,
                Type.STRING,
                "5s",
                Durations.between("0s", "1h"),
                Importance.MEDIUM,
                "How long after its end a window still takes scores, in the link's time and beyond pairing.wait, which"
                        + " passes before a frame is MISSING. Longer: fewer late scores, later final aggregates.");
        def.define(
                IDLE,
                Type.STRING,
                "15s",
                Durations.between("1s", "24h"),
                Importance.MEDIUM,
                "A link without any score for so long is idle: its open windows close by the wall clock. More than the"
                        + " longest pause between two frames, and than the scorer may lag behind.");
        def.define(
                AHEAD,
                Type.STRING,
                "1m",
                Durations.between("0s", "24h"),
                Importance.LOW,
                "How far a frame's capturedAt may lie ahead of the clock here. What lies further ahead is in no window,"
                        + " but counted as early.");
        def.define(
                UNDECODABLE_AS_ZERO,
                Type.BOOLEAN,
                true,
                Importance.MEDIUM,
                "Whether a frame that cannot be decoded counts as score 0 in the windows; else only as an outcome.");
        def.define(
                MOST_LOST,
                Type.INT,
                5,
                ConfigDef.Range.between(0, 50),
                Importance.LOW,
                "How many of the objects whose loss cost most an aggregate names.");
        def.define(
                MAX_LINKS,
                Type.INT,
                1000,
                ConfigDef.Range.between(1, 1_000_000),
                Importance.LOW,
                "Links that windows are kept for, in each partition of the scores topic, at some 30 KB of memory each."
                        + " Scores of further links are counted, but in no window.");
        def.define(
                REMEMBER,
                Type.STRING,
                "24h",
                Durations.between("1m", "9999h"),
                Importance.LOW,
                "After so long a silence a link is forgotten, which makes room for others. A window that had closed"
                        + " before would open again if a score of it came even later.");
    }

    static WindowConfig from(AbstractConfig values, List<String> problems) {
        List<Duration> sizes = new ArrayList<>();
        for (String text : values.getList(SIZES)) {
            try {
                Duration size = Durations.parse(text);
                if (size.compareTo(SHORTEST) < 0 || size.compareTo(LONGEST) > 0) {
                    problems.add(SIZES + ": a window is from 1s to 24h long, not " + text);
                } else if (sizes.contains(size)) {
                    problems.add(SIZES + ": " + text + " is there twice");
                } else {
                    sizes.add(size);
                }
            } catch (IllegalArgumentException e) {
                problems.add(SIZES + ": " + e.getMessage());
            }
        }
        if (sizes.size() > MAX_SIZES) {
            problems.add(SIZES + ": at most " + MAX_SIZES + " lengths, not " + sizes.size());
        }
        return new WindowConfig(
                values.getBoolean(ENABLED),
                sizes.stream().sorted().toList(),
                Durations.parse(values.getString(GRACE)),
                Durations.parse(values.getString(IDLE)),
                Durations.parse(values.getString(AHEAD)),
                values.getBoolean(UNDECODABLE_AS_ZERO),
                values.getInt(MOST_LOST),
                values.getInt(MAX_LINKS),
                Durations.parse(values.getString(REMEMBER)));
    }
}
