package io.sessmonitor.topology.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Durations as written in the configuration: {@code 500ms}, {@code 5s}, {@code 2m}, {@code 1h}. */
public final class Durations {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private Durations() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException if it is not written like {@code 500ms}, {@code 5s}, {@code 2m} or {@code 1h}
     */
    public static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a duration is written like 500ms, 5s, 2m or 1h, not '" + text + "'");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    /** Accepts durations from {@code min} to {@code max}, both given as they are written. */
    static ConfigDef.Validator between(String min, String max) {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    Duration duration;
                    try {
                        duration = parse((String) value);
                    } catch (IllegalArgumentException e) {
                        throw new ConfigException(name + ": " + e.getMessage());
                    }
                    if (duration.compareTo(parse(min)) < 0 || duration.compareTo(parse(max)) > 0) {
                        throw new ConfigException(
                                name + " must be from " + min + " to " + max + ", not '" + value + "'");
                    }
                },
                () -> "a duration from " + min + " to " + max);
    }
}
