package io.sessmonitor.topology.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody may have meant who wrote an unknown key. */
public final class NearestKey {

    private NearestKey() {}

    /** The known key with the fewest edits, if it takes at most a third of the length. */
    public static Optional<String> to(String unknown, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt((String key) -> edits(unknown, key))
                        .thenComparing(key -> key))
                .filter(key -> edits(unknown, key) <= Math.max(2, key.length() / 3));
    }

    /** Levenshtein distance. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
