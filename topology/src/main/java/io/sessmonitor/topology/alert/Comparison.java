package io.sessmonitor.topology.alert;

import java.util.List;

/** How a value is compared with a threshold. */
public enum Comparison {
    /** Lower than the threshold. */
    BELOW("below", "<"),
    /** Lower or equal. */
    AT_MOST("at-most", "<="),
    /** Higher than the threshold. */
    ABOVE("above", ">"),
    /** Higher or equal. */
    AT_LEAST("at-least", ">=");

    /** Every way to write one. */
    static final List<String> WORDS = List.of("below", "at-most", "above", "at-least");

    private final String word;
    private final String sign;

    Comparison(String word, String sign) {
        this.word = word;
        this.sign = sign;
    }

    /** As it is written in a rule and in sentences. */
    public String word() {
        return word;
    }

    /** The one that is written so, by word or by sign; null if there is none. */
    static Comparison of(String text) {
        for (Comparison comparison : values()) {
            if (comparison.word.equals(text) || comparison.sign.equals(text)) {
                return comparison;
            }
        }
        return null;
    }

    /** Whether low values are the bad ones. */
    boolean lowIsBad() {
        return this == BELOW || this == AT_MOST;
    }

    boolean holds(double value, double threshold) {
        return switch (this) {
            case BELOW -> value < threshold;
            case AT_MOST -> value <= threshold;
            case ABOVE -> value > threshold;
            case AT_LEAST -> value >= threshold;
        };
    }

    /** Clear at the clear threshold itself, unless it is the threshold: then as soon as the comparison does not hold. */
    Verdict verdict(double value, double threshold, double clear) {
        if (holds(value, threshold)) {
            return Verdict.BAD;
        }
        boolean cleared = threshold == clear || (lowIsBad() ? value >= clear : value <= clear);
        return cleared ? Verdict.GOOD : Verdict.BETWEEN;
    }
}
