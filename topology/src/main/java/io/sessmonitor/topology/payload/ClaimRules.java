package io.sessmonitor.topology.payload;

import io.sessmonitor.schemas.envelope.PayloadRef;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** What holds for every claim, wherever it points. */
final class ClaimRules {

    private static final int MAX_URI = 300;

    private ClaimRules() {}

    /** Why a picture of that size is not even asked for. */
    static Optional<Fetched> tooLarge(PayloadRef.Claim claim, long maxBytes) {
        if (claim.size() < 0) {
            return Optional.of(gone(claim, "cannot have a size of " + claim.size()));
        }
        return claim.size() > maxBytes
                ? Optional.of(
                        gone(claim, "has " + claim.size() + " bytes, more than the " + maxBytes + " that are read"))
                : Optional.empty();
    }

    /** What was found, if it is what was claimed. */
    static Fetched verified(PayloadRef.Claim claim, byte[] bytes) {
        if (bytes.length != claim.size()) {
            return gone(claim, "does not have the " + claim.size() + " bytes claimed");
        }
        try {
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            return hash.equalsIgnoreCase(claim.sha256())
                    ? new Fetched.Picture(bytes)
                    : gone(claim, "does not have the SHA-256 claimed");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The reason is published, so it does not show the query of an address, which may hold a signature. */
    static Fetched gone(PayloadRef.Claim claim, String why) {
        String uri = claim.uri().replaceFirst("(?s)\\?.*", "?...");
        return new Fetched.Gone(
                "claim check " + (uri.length() > MAX_URI ? uri.substring(0, MAX_URI) + "..." : uri) + " " + why);
    }
}
