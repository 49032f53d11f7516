package io.sessmonitor.schemas.envelope;

/** The rules for stream and receiver names, which become record keys, link keys and labels of metrics. */
public final class Names {

    /** Longest name in UTF-16 units, the same limit as for a Kafka topic. */
    public static final int MAX_LENGTH = 249;

    private Names() {}

    /**
     * Says what is wrong with a name.
     *
     * @return null if the name may be used, else a phrase such as {@code is empty}
     */
    public static String problem(String name) {
        if (name == null || name.isEmpty()) {
            return "is empty";
        }
        if (name.length() > MAX_LENGTH) {
            return "is longer than " + MAX_LENGTH + " characters";
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '>') {
                return "contains '>', which separates stream and receiver in a link";
            }
            if (Character.isISOControl(c)) {
                return "contains a control character at position " + i;
            }
            if (Character.isSurrogate(c)) {
                if (Character.isHighSurrogate(c)
                        && i + 1 < name.length()
                        && Character.isLowSurrogate(name.charAt(i + 1))) {
                    i++;
                } else {
                    return "contains half a character at position " + i;
                }
            }
        }
        return null;
    }

    /**
     * Returns the name if it may be used.
     *
     * @param what what the name is for, for the message
     * @throws IllegalArgumentException if it may not
     */
    public static String require(String what, String name) {
        String problem = problem(name);
        if (problem != null) {
            throw new IllegalArgumentException(what + " name " + problem);
        }
        return name;
    }
}
