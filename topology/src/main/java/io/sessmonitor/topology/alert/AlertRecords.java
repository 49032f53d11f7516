package io.sessmonitor.topology.alert;

import io.sessmonitor.schemas.Alert;
import io.sessmonitor.schemas.AlertSeverity;
import io.sessmonitor.schemas.AlertState;
import io.sessmonitor.schemas.envelope.Link;
import io.sessmonitor.schemas.frame.AggregateCodec;
import io.sessmonitor.topology.alert.Condition.Change;
import io.sessmonitor.topology.alert.Condition.Threshold;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes the records of {@code sess.alerts} and their sentences. */
final class AlertRecords {

    /** Labels every alert has when it is delivered. */
    static final Set<String> OWN_LABELS = Set.of("alertname", "stream", "receiver", "severity");

    /** What a summary may have in braces. */
    static final List<String> PLACEHOLDERS =
            List.of("rule", "link", "stream", "receiver", "value", "threshold", "field", "window", "severity");

    static final Map<String, String> DEFAULT_SUMMARIES = Map.of(
            "threshold", "{field} of {link} over {window} is {value}, threshold {threshold}",
            "no-data", "{link} has been silent for {value} s",
            "loss", "{link} lost {value} of its frames over {window}, threshold {threshold}",
            "change",
                    "{field} of {link} over {window} is {value} standard deviations off its own baseline, threshold"
                            + " {threshold}");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    private AlertRecords() {}

    static List<String> placeholders(String summary) {
        return PLACEHOLDER.matcher(summary).results().map(r -> r.group(1)).toList();
    }

    static Alert make(Rule rule, Link link, Step.Change change) {
        return alert(link, change)
                .setRule(rule.name())
                .setSeverity(rule.severity())
                .setLabels(rule.labels())
                .setSummary(
                        change.entered() == AlertState.RESOLVED
                                ? over(rule.name(), link, change)
                                : fill(rule, link, change.value()))
                .setThreshold(rule.condition().threshold())
                .build();
    }

    /** For an alert whose rule is not there any more, or not the same. */
    static Alert ended(String rule, Link link, Step.Change change) {
        return alert(link, change)
                .setRule(rule)
                .setSeverity(AlertSeverity.INFO)
                .setSummary(rule + " on " + link + " is over: the rule was changed or removed")
                .setThreshold(0)
                .build();
    }

    private static Alert.Builder alert(Link link, Step.Change change) {
        return Alert.newBuilder()
                .setStream(link.stream())
                .setReceiver(link.receiver())
                .setState(change.entered())
                .setValue(Double.isNaN(change.value()) ? null : change.value())
                .setSince(Instant.ofEpochMilli(change.since()))
                .setFiredAt(change.firedAt() == 0 ? null : Instant.ofEpochMilli(change.firedAt()))
                .setAt(Instant.ofEpochMilli(change.at()));
    }

    private static String over(String rule, Link link, Step.Change change) {
        return rule + " on " + link + " is over"
                + (Double.isNaN(change.value())
                        ? ": the link is forgotten, or its new level is taken as usual"
                        : "; now " + plain(change.value()));
    }

    private static String fill(Rule rule, Link link, double value) {
        Condition condition = rule.condition();
        StringBuilder text = new StringBuilder();
        Matcher matcher = PLACEHOLDER.matcher(rule.summary());
        while (matcher.find()) {
            String filled = switch (matcher.group(1)) {
                case "rule" -> rule.name();
                case "link" -> link.key();
                case "stream" -> link.stream();
                case "receiver" -> link.receiver();
                case "value" -> plain(value);
                case "threshold" -> plain(condition.threshold());
                case "field" -> field(condition);
                case "window" ->
                    condition
                            .window()
                            .map(size -> AggregateCodec.sizeText(size.toMillis()))
                            .orElse("one frame");
                case "severity" -> rule.severity().name().toLowerCase(Locale.ROOT);
                default -> matcher.group();
            };
            matcher.appendReplacement(text, Matcher.quoteReplacement(filled));
        }
        return matcher.appendTail(text).toString();
    }

    private static String field(Condition condition) {
        if (condition instanceof Threshold threshold) {
            return threshold.field().name();
        }
        if (condition instanceof Change change) {
            return change.field().name();
        }
        return condition instanceof Condition.Loss ? "loss" : "silence";
    }

    /** At most four digits that say something. */
    static String plain(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(4, RoundingMode.HALF_EVEN));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
