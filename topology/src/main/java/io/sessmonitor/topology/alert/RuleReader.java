package io.sessmonitor.topology.alert;

import io.sessmonitor.schemas.AlertSeverity;
import io.sessmonitor.schemas.Outcome;
import io.sessmonitor.topology.alert.Condition.Direction;
import io.sessmonitor.topology.alert.Condition.Method;
import io.sessmonitor.topology.alert.RulesException.Problem;
import io.sessmonitor.topology.alert.YamlNode.Key;
import io.sessmonitor.topology.alert.YamlNode.Mapping;
import io.sessmonitor.topology.alert.YamlNode.Scalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads one rule. What cannot be used is reported and reading goes on, so that every problem is found; the result counts
 * only if there was none.
 */
final class RuleReader {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,99}");
    private static final int MAX_TEXT = 1000;

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
    private final RuleValues values;

    RuleReader(Mapping rule, List<Problem> problems) {
        this.rule = rule;
        this.values = new RuleValues(rule, problems);
    }

    /** The rule, or null if not even its kind is known. */
    Rule read() {
        String name = values.required("name", "give the rule a name, for example name: meaning-lost");
        if (name != null && !NAME.matcher(name).matches()) {
            values.problem(
                    "name",
                    "a name has letters, digits, '.', '_' and '-', at most 100, not '" + RuleValues.shorten(name)
                            + "'");
        }
        String kind = values.required("kind", "say which: " + String.join(", ", new TreeSet<>(BY_KIND.keySet())));
        if (kind == null || !BY_KIND.containsKey(kind)) {
            if (kind != null) {
                values.problem("kind", RuleValues.unknown("kind", kind, BY_KIND.keySet()));
            }
            return null;
        }
        keys(kind);
        Condition condition = switch (kind) {
            case "threshold" -> threshold();
            case "no-data" -> new Condition.NoData(values.duration("after", null, "30s", Duration.ofMillis(1)));
            case "loss" -> loss();
            default -> change();
        };
        Duration hold = values.duration("for", Duration.ZERO, "30s", Duration.ZERO);
        Duration expire = values.duration("expire", Duration.ofHours(24), "24h", Duration.ofSeconds(1));
        if (condition instanceof Condition.NoData silence
                && silence.after().plus(hold).compareTo(expire) >= 0) {
            values.problem(
                    "expire",
                    "the link would be forgotten (expire) before the rule fires (after + for): make expire longer");
        }
        return new Rule(
                name == null ? "" : name,
                condition,
                hold,
                values.word("severity", AlertSeverity.WARNING, AlertSeverity.values()),
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
        double threshold = values.number("threshold", null, -Double.MAX_VALUE, Double.MAX_VALUE);
        double clear = values.number("clear", threshold, -Double.MAX_VALUE, Double.MAX_VALUE);
        if (comparison.lowIsBad() ? clear < threshold : clear > threshold) {
            values.problem(
                    "clear",
                    "clear is where it is good again, so it must not be " + (comparison.lowIsBad() ? "below" : "above")
                            + " threshold, which is bad already");
        }
        return new Condition.Threshold(field, window, comparison, threshold, clear, minFrames(window));
    }

    private Condition loss() {
        Optional<Duration> window = window(true);
        double threshold = values.number("threshold", null, 0, 1);
        double clear = values.number("clear", threshold, 0, 1);
        if (clear > threshold) {
            values.problem("clear", "clear is where it is good again, so it must not be above threshold");
        }
        SortedSet<Outcome> counts = new TreeSet<>();
        for (Scalar item : values.scalars("counts")) {
            Outcome outcome = LOSSES.stream()
                    .filter(o -> RuleValues.wordOf(o).equals(item.text()))
                    .findFirst()
                    .orElse(null);
            if (outcome == null) {
                values.problem(
                        item.line(),
                        RuleValues.unknown(
                                "outcome",
                                item.text(),
                                LOSSES.stream().map(RuleValues::wordOf).toList()));
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
        double threshold = values.number("threshold", null, 0.1, 1000);
        double clear = values.number("clear", threshold / 2, 0, 1000);
        if (clear > threshold) {
            values.problem("clear", "clear is where it is good again, so it must not be above threshold");
        }
        int span = (int) values.number("span", 100.0, 2, 1_000_000);
        return new Condition.Change(
                field,
                window,
                values.word("method", Method.ZSCORE, Method.values()),
                values.word("direction", Direction.FALLS, Direction.values()),
                threshold,
                clear,
                values.number("drift", 0.5, 0, 100),
                span,
                (int) values.number("learn", 30.0, 2, 1_000_000),
                values.number("min-deviation", 0.01, Double.MIN_NORMAL, Double.MAX_VALUE),
                values.duration("adopt", Duration.ofHours(1), "1h", Duration.ofSeconds(1)),
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
            values.problem(
                    key.line(),
                    others.isEmpty()
                            ? RuleValues.unknown("key", key.text(), known)
                            : "key " + key.text() + " is for rules of kind " + String.join(" or ", others)
                                    + ", this one is of kind " + kind + "; remove it");
        }
    }

    private Optional<Duration> window(boolean required) {
        if (values.node("window") == null) {
            if (required) {
                values.problem(rule.line(), "window is missing: say over which windows, for example window: 1m");
            }
            return Optional.empty();
        }
        return Optional.of(values.duration("window", null, "10s", Duration.ofMillis(1)));
    }

    private long minFrames(Optional<Duration> window) {
        if (window.isEmpty() && values.node("min-frames") != null) {
            values.problem("min-frames", "min-frames needs a window: a single frame is always one");
        }
        return (long) values.number("min-frames", 1.0, 1, 1e9);
    }

    private Field field(boolean windowed) {
        String name = values.required("field", windowed ? "say what to look at, for example p05" : "for example score");
        if (name != null && !Field.known(name, windowed)) {
            List<String> known = new ArrayList<>(windowed ? Field.OF_WINDOWS : Field.OF_FRAMES);
            known.add(Field.METRICS + "NAME");
            boolean other = Field.known(name, !windowed);
            values.problem(
                    "field",
                    other
                            ? name + " is a field of "
                                    + (windowed
                                            ? "single frames: leave window out"
                                            : "windows: add one, for example window: 10s")
                                    + ", or use one of " + String.join(", ", known)
                            : RuleValues.unknown("field", name, known));
        }
        return new Field(name == null ? "score" : name);
    }

    private Comparison comparison() {
        String text = values.required("comparison", "say which: " + String.join(", ", Comparison.WORDS));
        Comparison comparison = text == null ? Comparison.BELOW : Comparison.of(text);
        if (comparison == null) {
            values.problem("comparison", RuleValues.unknown("comparison", text, Comparison.WORDS));
            return Comparison.BELOW;
        }
        return comparison;
    }

    private SortedMap<String, String> labels() {
        SortedMap<String, String> labels = new TreeMap<>();
        YamlNode node = values.node("labels");
        if (node == null) {
            return labels;
        }
        if (!(node instanceof Mapping mapping)) {
            values.problem("labels", "labels must be a mapping, for example labels: {team: lab}");
            return labels;
        }
        if (mapping.entries().size() > RuleValues.MAX_ENTRIES) {
            values.problem("labels", "at most " + RuleValues.MAX_ENTRIES + " labels");
        }
        mapping.entries().forEach((key, value) -> {
            if (!LABEL.matcher(key.text()).matches()) {
                values.problem(
                        key.line(),
                        "a label's name has letters, digits and '_', not '" + RuleValues.shorten(key.text()) + "'");
            } else if (AlertRecords.OWN_LABELS.contains(key.text())) {
                values.problem(key.line(), "label " + key.text() + " is set by the monitor itself; use another name");
            } else if (!(value instanceof Scalar scalar)) {
                values.problem(value.line(), "label " + key.text() + " must be one text");
            } else if (scalar.text().length() > MAX_TEXT) {
                values.problem(value.line(), "label " + key.text() + " is longer than " + MAX_TEXT + " characters");
            } else {
                labels.put(key.text(), scalar.text());
            }
        });
        return labels;
    }

    private List<LinkPattern> links() {
        List<LinkPattern> links = new ArrayList<>();
        for (Scalar item : values.scalars("links")) {
            try {
                links.add(LinkPattern.parse(item.text()));
            } catch (IllegalArgumentException e) {
                values.problem(item.line(), e.getMessage());
            }
        }
        return links.isEmpty() ? List.of(LinkPattern.ALL) : List.copyOf(links);
    }

    private String summary(String kind) {
        String text = values.text("summary");
        if (text == null) {
            return AlertRecords.DEFAULT_SUMMARIES.get(kind);
        }
        if (text.length() > MAX_TEXT) {
            values.problem("summary", "summary is longer than " + MAX_TEXT + " characters");
        }
        AlertRecords.placeholders(text).stream()
                .filter(name -> !AlertRecords.PLACEHOLDERS.contains(name))
                .forEach(name ->
                        values.problem("summary", RuleValues.unknown("placeholder", name, AlertRecords.PLACEHOLDERS)));
        return text;
    }
}
