package io.sessmonitor.topology.alert;

import io.sessmonitor.schemas.AlertSeverity;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.topology.alert.Condition.Direction;
import io.sessmonitor.topology.alert.Condition.Method;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads one rule. A value that cannot be used is reported and replaced by one that can, so that reading goes on and every
 * problem is found; the result counts only if there was none.
 */
final class RuleReader {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,99}");
    private static final int MAX_TEXT = 1000;
    private static final int MAX_ENTRIES = 64;
    private static final Duration LONGEST = Duration.ofDays(30);

    private static final Set<String> COMMON =
            Set.of("name", "kind", "for", "severity", "labels", "links", "summary", "expire");
    private static final Map<String, Set<String>> BY_KIND = Map.of(
            "threshold", Set.of("field", "window", "comparison", "threshold", "clear", "min-frames"),
            "no-data", Set.of("after"),
            "loss", Set.of("window", "threshold", "clear", "counts", "min-frames"),
            "change",
                    Set.of(
                            "field",
                            "window",
                            "method",
                            "direction",
                            "threshold",
                            "clear",
                            "drift",
                            "span",
                            "learn",
                            "min-deviation",
                            "adopt",
                            "min-frames"));

    /** Outcomes of sent frames that may count as loss. */
    private static final Set<Outcome> LOSSES =
            EnumSet.of(Outcome.MISSING, Outcome.UNDECODABLE, Outcome.FAILED, Outcome.SKIPPED);

    private final Mapping rule;
    private final List<Problem> problems;

    RuleReader(Mapping rule, List<Problem> problems) {
        this.rule = rule;
        this.problems = problems;
    }

    /** The rule, or null if not even its kind is known. */
    Rule read() {
        String name = required("name", "give the rule a name, for example name: meaning-lost");
        if (name != null && !NAME.matcher(name).matches()) {
            problem("name", "a name has letters, digits, '.', '_' and '-', at most 100, not '" + shorten(name) + "'");
        }
        String kind = required("kind", "say which: " + String.join(", ", sorted(BY_KIND.keySet())));
        if (kind == null || !BY_KIND.containsKey(kind)) {
            if (kind != null) {
                problem("kind", unknown("kind", kind, BY_KIND.keySet()));
            }
            return null;
        }
        keys(kind);
        Condition condition = switch (kind) {
            case "threshold" -> threshold();
            case "no-data" -> new Condition.NoData(duration("after", null, "30s", Duration.ofMillis(1)));
            case "loss" -> loss();
            default -> change();
        };
        Duration hold = duration("for", Duration.ZERO, "30s", Duration.ZERO);
        Duration expire = duration("expire", Duration.ofHours(24), "24h", Duration.ofSeconds(1));
        if (condition instanceof Condition.NoData silence
                && silence.after().plus(hold).compareTo(expire) >= 0) {
            problem(
                    "expire",
                    "the link would be forgotten (expire) before the rule fires (after + for): make expire longer");
        }
        return new Rule(
                name == null ? "" : name,
                condition,
                hold,
                word("severity", AlertSeverity.WARNING, AlertSeverity.values()),
                labels(),
                links(),
                summary(kind),
                expire,
                rule.line());
    }

    private Condition threshold() {
        Optional<Duration> window = window(false);
        Field field = field(window.isPresent());
        Comparison comparison = comparison();
        double threshold = number("threshold", null, -Double.MAX_VALUE, Double.MAX_VALUE);
        double clear = number("clear", threshold, -Double.MAX_VALUE, Double.MAX_VALUE);
        if (comparison.lowIsBad() ? clear < threshold : clear > threshold) {
            problem(
                    "clear",
                    "clear is where it is good again, so it must not be " + (comparison.lowIsBad() ? "below" : "above")
                            + " threshold, which is bad already");
        }
        return new Condition.Threshold(field, window, comparison, threshold, clear, minFrames(window));
    }

    private Condition loss() {
        Optional<Duration> window = window(true);
        double threshold = number("threshold", null, 0, 1);
        double clear = number("clear", threshold, 0, 1);
        if (clear > threshold) {
            problem("clear", "clear is where it is good again, so it must not be above threshold");
        }
        SortedSet<Outcome> counts = new TreeSet<>();
        for (Scalar item : scalars("counts")) {
            Outcome outcome = LOSSES.stream()
                    .filter(o -> wordOf(o).equals(item.text()))
                    .findFirst()
                    .orElse(null);
            if (outcome == null) {
                problem(
                        item.line(),
                        unknown(
                                "outcome",
                                item.text(),
                                LOSSES.stream().map(RuleReader::wordOf).toList()));
            } else {
                counts.add(outcome);
            }
        }
        if (counts.isEmpty()) {
            counts.add(Outcome.MISSING);
        }
        return new Condition.Loss(counts, window, threshold, clear, minFrames(window));
    }

    private Condition change() {
        Optional<Duration> window = window(false);
        Field field = field(window.isPresent());
        double threshold = number("threshold", null, 0.1, 1000);
        double clear = number("clear", threshold / 2, 0, 1000);
        if (clear > threshold) {
            problem("clear", "clear is where it is good again, so it must not be above threshold");
        }
        int span = (int) number("span", 100.0, 2, 1_000_000);
        return new Condition.Change(
                field,
                window,
                word("method", Method.ZSCORE, Method.values()),
                word("direction", Direction.FALLS, Direction.values()),
                threshold,
                clear,
                number("drift", 0.5, 0, 100),
                span,
                (int) number("learn", 30.0, 2, 1_000_000),
                number("min-deviation", 0.01, Double.MIN_NORMAL, Double.MAX_VALUE),
                duration("adopt", Duration.ofHours(1), "1h", Duration.ofSeconds(1)),
                minFrames(window));
    }

    private void keys(String kind) {
        Set<String> known = new TreeSet<>(COMMON);
        known.addAll(BY_KIND.get(kind));
        for (Key key : rule.entries().keySet()) {
            if (known.contains(key.text())) {
                continue;
            }
            List<String> others = BY_KIND.entrySet().stream()
                    .filter(entry -> entry.getValue().contains(key.text()))
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
            problem(
                    key.line(),
                    others.isEmpty()
                            ? unknown("key", key.text(), known)
                            : "key " + key.text() + " is for rules of kind " + String.join(" or ", others)
                                    + ", this one is of kind " + kind + "; remove it");
        }
    }

    private Optional<Duration> window(boolean required) {
        if (node("window") == null) {
            if (required) {
                problem(rule.line(), "window is missing: say over which windows, for example window: 1m");
            }
            return Optional.empty();
        }
        return Optional.of(duration("window", null, "10s", Duration.ofMillis(1)));
    }

    private long minFrames(Optional<Duration> window) {
        if (window.isEmpty() && node("min-frames") != null) {
            problem("min-frames", "min-frames needs a window: a single frame is always one");
        }
        return (long) number("min-frames", 1.0, 1, 1e9);
    }

    private Field field(boolean windowed) {
        String name = required("field", windowed ? "say what to look at, for example p05" : "for example score");
        if (name != null && !Field.known(name, windowed)) {
            List<String> known = new ArrayList<>(windowed ? Field.OF_WINDOWS : Field.OF_FRAMES);
            known.add(Field.METRICS + "NAME");
            boolean other = Field.known(name, !windowed);
            problem(
                    "field",
                    other
                            ? name + " is a field of "
                                    + (windowed
                                            ? "single frames: leave window out"
                                            : "windows: add one, for example window: 10s")
                                    + ", or use one of " + String.join(", ", known)
                            : unknown("field", name, known));
        }
        return new Field(name == null ? "score" : name);
    }

    private Comparison comparison() {
        String text = required("comparison", "say which: " + String.join(", ", Comparison.WORDS));
        Comparison comparison = text == null ? Comparison.BELOW : Comparison.of(text);
        if (comparison == null) {
            problem("comparison", unknown("comparison", text, Comparison.WORDS));
            return Comparison.BELOW;
        }
        return comparison;
    }

    private SortedMap<String, String> labels() {
        SortedMap<String, String> labels = new TreeMap<>();
        YamlNode node = node("labels");
        if (node == null) {
            return labels;
        }
        if (!(node instanceof Mapping mapping)) {
            problem("labels", "labels must be a mapping, for example labels: {team: lab}");
            return labels;
        }
        if (mapping.entries().size() > MAX_ENTRIES) {
            problem("labels", "at most " + MAX_ENTRIES + " labels");
        }
        mapping.entries().forEach((key, value) -> {
            if (!LABEL.matcher(key.text()).matches()) {
                problem(key.line(), "a label's name has letters, digits and '_', not '" + shorten(key.text()) + "'");
            } else if (AlertRecords.OWN_LABELS.contains(key.text())) {
                problem(key.line(), "label " + key.text() + " is set by the monitor itself; use another name");
            } else if (!(value instanceof Scalar scalar)) {
                problem(value.line(), "label " + key.text() + " must be one text");
            } else if (scalar.text().length() > MAX_TEXT) {
                problem(value.line(), "label " + key.text() + " is longer than " + MAX_TEXT + " characters");
            } else {
                labels.put(key.text(), scalar.text());
            }
        });
        return labels;
    }

    private List<LinkPattern> links() {
        List<LinkPattern> links = new ArrayList<>();
        for (Scalar item : scalars("links")) {
            try {
                links.add(LinkPattern.parse(item.text()));
            } catch (IllegalArgumentException e) {
                problem(item.line(), e.getMessage());
            }
        }
        return links.isEmpty() ? List.of(LinkPattern.ALL) : List.copyOf(links);
    }

    private String summary(String kind) {
        String text = text("summary");
        if (text == null) {
            return AlertRecords.DEFAULT_SUMMARIES.get(kind);
        }
        if (text.length() > MAX_TEXT) {
            problem("summary", "summary is longer than " + MAX_TEXT + " characters");
        }
        AlertRecords.placeholders(text).stream()
                .filter(name -> !AlertRecords.PLACEHOLDERS.contains(name))
                .forEach(name -> problem("summary", unknown("placeholder", name, AlertRecords.PLACEHOLDERS)));
        return text;
    }

    /** A duration, the default, or, if there is no default, a problem. */
    private Duration duration(String key, Duration otherwise, String example, Duration least) {
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
    private double number(String key, Double otherwise, double least, double most) {
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

    private <E extends Enum<E>> E word(String key, E otherwise, E[] values) {
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
                unknown(key, text, Arrays.stream(values).map(RuleReader::wordOf).toList()));
        return otherwise;
    }

    private static String wordOf(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** One text or a list of texts; none if the key is not there. */
    private List<Scalar> scalars(String key) {
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

    private String required(String key, String help) {
        if (node(key) == null) {
            problem(rule.line(), key + " is missing: " + help);
            return null;
        }
        return text(key);
    }

    private String text(String key) {
        YamlNode node = node(key);
        if (node == null || node instanceof Scalar) {
            return node == null ? null : ((Scalar) node).text();
        }
        problem(key, key + " must be one plain value, not a " + (node instanceof Items ? "list" : "mapping"));
        return null;
    }

    /** The value, or null if the key is not there or has none. */
    private YamlNode node(String key) {
        YamlNode node = rule.entries().get(new Key(key, 0));
        return node instanceof YamlNode.Nothing ? null : node;
    }

    private void problem(String key, String text) {
        YamlNode node = node(key);
        problem(node == null ? rule.line() : node.line(), text);
    }

    private void problem(int line, String text) {
        problems.add(new Problem(line, text));
    }

    private static String unknown(String what, String found, Collection<String> known) {
        return "unknown " + what + " '" + shorten(found) + "'"
                + NearestKey.to(shorten(found), known)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("; there are " + String.join(", ", known));
    }

    private static Set<String> sorted(Set<String> words) {
        return new TreeSet<>(words);
    }

    private static String shorten(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
