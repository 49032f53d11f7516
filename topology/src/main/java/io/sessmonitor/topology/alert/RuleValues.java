package io.sessmonitor.topology.alert;

import io.sessmonitor.topology.alert.RulesException.Problem;
import io.sessmonitor.topology.alert.YamlNode.Items;
import io.sessmonitor.topology.alert.YamlNode.Key;
import io.sessmonitor.topology.alert.YamlNode.Mapping;
import io.sessmonitor.topology.alert.YamlNode.Scalar;
import io.sessmonitor.topology.config.Durations;
import io.sessmonitor.topology.config.NearestKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * The values of one rule by their keys. One that cannot be used is reported, and replaced by one that can, so that reading
 * goes on.
 */
final class RuleValues {

    /** Entries of a list or a mapping. */
    static final int MAX_ENTRIES = 64;

    private static final Duration LONGEST = Duration.ofDays(30);

    private final Mapping rule;
    private final List<Problem> problems;

    RuleValues(Mapping rule, List<Problem> problems) {
        this.rule = rule;
        this.problems = problems;
    }

    /** A duration, the default, or, if there is no default, a problem. */
    Duration duration(String key, Duration otherwise, String example, Duration least) {
        String text = otherwise == null ? required(key, "for example " + key + ": " + example) : text(key);
        if (text == null) {
            return otherwise == null ? Duration.ofSeconds(1) : otherwise;
        }
        try {
            Duration duration = Durations.parse(text);
            if (duration.compareTo(least) < 0 || duration.compareTo(LONGEST) > 0) {
                problem(
                        key,
                        key + " must be at least " + least.toMillis() + "ms and at most " + LONGEST.toHours() + "h");
            }
            return duration;
        } catch (IllegalArgumentException e) {
            problem(key, key + ": " + e.getMessage());
            return Duration.ofSeconds(1);
        }
    }

    /** A number, the default, or NaN, which nothing is said about any more. */
    double number(String key, Double otherwise, double least, double most) {
        String text = otherwise == null ? required(key, "give a number, for example " + key + ": 0.5") : text(key);
        if (text == null) {
            return otherwise == null ? Double.NaN : otherwise;
        }
        try {
            double number = Double.parseDouble(text);
            if (number >= least && number <= most) {
                return number;
            }
            problem(
                    key,
                    Double.isFinite(number) && most < Double.MAX_VALUE
                            ? key + " must be from " + AlertRecords.plain(least) + " to " + AlertRecords.plain(most)
                                    + ", not " + shorten(text)
                            : key + " must be a finite number" + (least > 0 ? " above 0" : "") + ", not "
                                    + shorten(text));
        } catch (NumberFormatException e) {
            problem(key, key + " must be a number, not '" + shorten(text) + "'");
        }
        return otherwise == null ? Double.NaN : otherwise;
    }

    <E extends Enum<E>> E word(String key, E otherwise, E[] values) {
        String text = text(key);
        if (text == null) {
            return otherwise;
        }
        for (E value : values) {
            if (wordOf(value).equals(text)) {
                return value;
            }
        }
        problem(
                key,
                unknown(key, text, Arrays.stream(values).map(RuleValues::wordOf).toList()));
        return otherwise;
    }

    static String wordOf(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** One text or a list of texts; none if the key is not there. */
    List<Scalar> scalars(String key) {
        YamlNode node = node(key);
        List<Scalar> found = new ArrayList<>();
        if (node instanceof Scalar scalar) {
            found.add(scalar);
        } else if (node instanceof Items items) {
            if (items.nodes().isEmpty()) {
                problem(key, key + " lists nothing; leave it out for the default");
            }
            if (items.nodes().size() > MAX_ENTRIES) {
                problem(key, key + " lists more than " + MAX_ENTRIES);
                return found;
            }
            for (YamlNode item : items.nodes()) {
                if (item instanceof Scalar scalar) {
                    found.add(scalar);
                } else {
                    problem(item.line(), key + " may only list texts");
                }
            }
        } else if (node != null) {
            problem(key, key + " must be one text or a list of texts");
        }
        return found;
    }

    String required(String key, String help) {
        if (node(key) == null) {
            problem(rule.line(), key + " is missing: " + help);
            return null;
        }
        return text(key);
    }

    String text(String key) {
        YamlNode node = node(key);
        if (node == null || node instanceof Scalar) {
            return node == null ? null : ((Scalar) node).text();
        }
        problem(key, key + " must be one plain value, not a " + (node instanceof Items ? "list" : "mapping"));
        return null;
    }

    /** The value, or null if the key is not there or has none. */
    YamlNode node(String key) {
        YamlNode node = rule.entries().get(new Key(key, 0));
        return node instanceof YamlNode.Nothing ? null : node;
    }

    void problem(String key, String text) {
        YamlNode node = node(key);
        problem(node == null ? rule.line() : node.line(), text);
    }

    void problem(int line, String text) {
        problems.add(new Problem(line, text));
    }

    static String unknown(String what, String found, Collection<String> known) {
        return "unknown " + what + " '" + shorten(found) + "'"
                + NearestKey.to(shorten(found), known)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("; there are " + String.join(", ", known));
    }

    static String shorten(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
