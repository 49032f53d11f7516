package io.sessmonitor.topology.payload;

import io.sessmonitor.schemas.envelope.PayloadRef;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads pictures that lie outside Kafka: so far only {@code file:} under allowed folders. Links are followed before the
 * folder is checked; size and SHA-256 must be those claimed. Safe for use by many threads.
 */
public final class ClaimChecks {

    private final List<Path> roots;
    private final long maxBytes;

    /**
     * @param roots absolute folders that claims may point into; empty: none
     * @param maxBytes largest picture that is read
     */
    public ClaimChecks(List<Path> roots, long maxBytes) {
        this.roots = List.copyOf(roots);
        this.maxBytes = maxBytes;
    }

    /** The picture, or why it cannot be had. */
    public Fetched read(PayloadRef.Claim claim) {
        Path file;
        try {
            URI uri = URI.create(claim.uri());
            if (!"file".equalsIgnoreCase(uri.getScheme())) {
                return gone(claim, "claim checks other than file: are not supported yet");
            }
            file = Path.of(uri);
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            return gone(claim, "is not the address of a local file");
        }
        try {
            Path real = file.toRealPath();
            if (!allowed(real) || !Files.isRegularFile(real)) {
                return gone(claim, "is not a file in a folder of payload.claim-roots");
            }
            if (claim.size() < 0) {
                return gone(claim, "cannot have a size of " + claim.size());
            }
            if (claim.size() > maxBytes) {
                return gone(claim, "has " + claim.size() + " bytes, more than the " + maxBytes + " that are read");
            }
            byte[] bytes;
            try (InputStream in = Files.newInputStream(real)) {
                bytes = in.readNBytes(Math.toIntExact(claim.size() + 1));
            }
            if (bytes.length != claim.size()) {
                return gone(claim, "does not have the " + claim.size() + " bytes claimed");
            }
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            return hash.equalsIgnoreCase(claim.sha256())
                    ? new Fetched.Picture(bytes)
                    : gone(claim, "does not have the SHA-256 claimed");
        } catch (NoSuchFileException e) {
            // The same words as for a forbidden place, so that nobody learns which files exist.
            return gone(claim, "is not a file in a folder of payload.claim-roots");
        } catch (IOException e) {
            return gone(claim, "cannot be read: " + e.getMessage());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private boolean allowed(Path real) throws IOException {
        for (Path root : roots) {
            if (Files.exists(root) && real.startsWith(root.toRealPath())) {
                return true;
            }
        }
        return false;
    }

    private static Fetched gone(PayloadRef.Claim claim, String why) {
        return new Fetched.Gone("claim check " + claim.uri() + " " + why);
    }
}
