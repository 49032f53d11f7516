package io.sessmonitor.topology.alert;

import io.sessmonitor.schemas.envelope.Link;

/**
 * Which links a rule is for: {@code stream>receiver}, where {@code *} stands for any number of characters, so that
 * {@code camera*>near} and {@code *>*} are patterns. Capitals matter.
 */
public record LinkPattern(String stream, String receiver) {

    /** Every link. */
    public static final LinkPattern ALL = new LinkPattern("*", "*");

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if it is not two parts with one {@code >} between them
     */
    public static LinkPattern parse(String text) {
        int at = text.indexOf('>');
        if (at <= 0 || at == text.length() - 1 || text.indexOf('>', at + 1) >= 0) {
            throw new IllegalArgumentException(
                    "a link pattern is written stream>receiver, for example camera>* or *>near, not '" + text + "'");
        }
        return new LinkPattern(text.substring(0, at), text.substring(at + 1));
    }

    public boolean matches(Link link) {
        return matches(stream, link.stream()) && matches(receiver, link.receiver());
    }

    /** Goes back to the last star only, so the time is at most the product of the lengths. */
    private static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int from = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                from = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++from;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    @Override
    public String toString() {
        return stream + ">" + receiver;
    }
}
