package io.sessmonitor.topology.payload;

import io.sessmonitor.schemas.envelope.PayloadRef;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code file:} claims under allowed folders. Links are followed before the folder is checked; size and SHA-256 must
 * be those claimed. Safe for use by many threads.
 */
final class FileClaims implements ClaimSource {

    private final List<Path> roots;
    private final long maxBytes;

    /**
     * @param roots absolute folders that claims may point into; empty: none
     * @param maxBytes largest picture that is read
     */
    FileClaims(List<Path> roots, long maxBytes) {
        this.roots = List.copyOf(roots);
        this.maxBytes = maxBytes;
    }

    @Override
    public Fetched read(PayloadRef.Claim claim) {
        Path file;
        try {
            URI uri = URI.create(claim.uri());
            if (!"file".equalsIgnoreCase(uri.getScheme())) {
                return ClaimRules.gone(claim, "is none of file:, http: and https:, which are all that is supported");
            }
            file = Path.of(uri);
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            return ClaimRules.gone(claim, "is not the address of a local file");
        }
        try {
            Path real = file.toRealPath();
            if (!allowed(real) || !Files.isRegularFile(real)) {
                return ClaimRules.gone(claim, "is not a file in a folder of payload.claim-roots");
            }
            Optional<Fetched> tooLarge = ClaimRules.tooLarge(claim, maxBytes);
            if (tooLarge.isPresent()) {
                return tooLarge.get();
            }
            try (InputStream in = Files.newInputStream(real)) {
                return ClaimRules.verified(claim, in.readNBytes(Math.toIntExact(claim.size() + 1)));
            }
        } catch (NoSuchFileException e) {
            // The same words as for a forbidden place, so that nobody learns which files exist.
            return ClaimRules.gone(claim, "is not a file in a folder of payload.claim-roots");
        } catch (IOException e) {
            return ClaimRules.gone(claim, "cannot be read: " + e.getMessage());
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
}
