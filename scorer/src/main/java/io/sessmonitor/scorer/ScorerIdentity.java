package io.sessmonitor.scorer;

import io.sessmonitor.scorer.match.Profile;

/**
 * What makes a score: two scores compare only when these are equal.
 *
 * @param bundleSha256 SHA-256 of the bundle's description, which holds the hash of each of its files; hexadecimal
 * @param device where the networks run, for example {@code cpu}; not part of what makes scores comparable
 */
public record ScorerIdentity(
        Profile profile, String bundleName, String bundleVersion, String bundleSha256, String device) {}
