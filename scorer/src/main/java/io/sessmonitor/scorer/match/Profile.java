package io.sessmonitor.scorer.match;

import java.util.List;
import java.util.Objects;

/**
 * A named way to compute SeSS; a score always says which one made it, and scores compare only within one.
 *
 * @param id name for people and for records: {@code paper}, {@code reference}, or, of a {@linkplain ProfileFile file},
 *     {@code name@hash}
 * @param method which steps are taken
 * @param constants the numbers they are taken with
 */
public record Profile(String id, Method method, ProfileConstants constants) {

    /** As the paper says; the default. */
    public static final Profile PAPER =
            new Profile("paper", Method.PAPER, new ProfileConstants(.25, .05, .10, 7, 2.25));

    /** As the authors' published demo computes it, to the last digit. */
    public static final Profile REFERENCE =
            new Profile("reference", Method.REFERENCE, new ProfileConstants(.25, .05, .05, 7, 2.5));

    /** Where the paper and its authors' published demo do different things. */
    public enum Method {
        /**
         * Objects are looked at inside their masks, similarity is looks alone, every sweep reads the one before it, importance is
         * saliency alone.
         */
        PAPER,
        /**
         * Objects are looked at with their background, similarity is looks and place, sweeps read what they have just written,
         * importance is saliency and relations.
         */
        REFERENCE
    }

    public Profile {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(constants, "constants");
    }

    /** The profiles that need no file: {@code paper}, {@code reference}. */
    public static List<Profile> builtIn() {
        return List.of(PAPER, REFERENCE);
    }

    @Override
    public String toString() {
        return id;
    }
}
