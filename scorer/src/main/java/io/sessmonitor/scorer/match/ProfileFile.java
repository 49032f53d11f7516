package io.sessmonitor.scorer.match;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.sessmonitor.models.NearestName;
import io.sessmonitor.models.StrictYaml;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A profile of one's own, as YAML; tuning writes one. Its id is its name and the beginning of the file's SHA-256, so that no two files
 * pass for one profile.
 *
 * @param format of the file, 1
 * @param name lower-case letters, digits, dash; not that of a built-in profile
 * @param base the built-in profile whose steps it takes
 * @param constants all of them
 * @param tuned how the constants were found, for people; nothing is computed from it, and it may be left out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProfileFile(int format, String name, String base, Constants constants, JsonNode tuned) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final int MAX_BYTES = 1 << 20;
    private static final int HASH_DIGITS = 12;

    /** {@link ProfileConstants} as written: null where a key is missing. */
    public record Constants(
            Double relationWeight, Double updateRate, Double imageWeight, Integer sweeps, Double importanceRoot) {

        public static Constants of(ProfileConstants constants) {
            return new Constants(
                    constants.relationWeight(),
                    constants.updateRate(),
                    constants.imageWeight(),
                    constants.sweeps(),
                    constants.importanceRoot());
        }
    }

    /** Whether a profile may have this name. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches() && builtIn(name).isEmpty();
    }

    /**
     * The profile of this name, or in this file.
     *
     * @param nameOrFile {@code paper}, {@code reference}, or the path of a profile file
     * @throws ProfileException if there is no such profile, or the file is malformed
     */
    public static Profile open(String nameOrFile) throws ProfileException {
        Optional<Profile> known = builtIn(nameOrFile);
        if (known.isPresent()) {
            return known.get();
        }
        byte[] yaml;
        try (InputStream in = Files.newInputStream(Path.of(nameOrFile))) {
            yaml = in.readNBytes(MAX_BYTES + 1);
        } catch (InvalidPathException | NoSuchFileException e) {
            throw new ProfileException(unknown(nameOrFile), e);
        } catch (IOException e) {
            throw new ProfileException("profile " + nameOrFile + " cannot be read: " + e.getMessage(), e);
        }
        return parse(yaml, "profile " + nameOrFile);
    }

    private static Optional<Profile> builtIn(String name) {
        return Profile.builtIn().stream().filter(p -> p.id().equals(name)).findFirst();
    }

    private static String unknown(String name) {
        List<String> names = Profile.builtIn().stream().map(Profile::id).toList();
        String near = NearestName.of(name, names)
                .map(n -> "; did you mean '" + n + "'")
                .orElse("");
        return "no profile '" + name + "'" + near + "; name " + String.join(" or ", names) + ", or a profile file";
    }

    /** @param where names the file in messages */
    static Profile parse(byte[] yaml, String where) throws ProfileException {
        if (yaml.length > MAX_BYTES) {
            throw new ProfileException(where + " is larger than " + MAX_BYTES + " bytes");
        }
        ProfileFile file;
        try {
            file = StrictYaml.read(yaml, ProfileFile.class);
        } catch (StrictYaml.MalformedException e) {
            throw new ProfileException(where + e.getMessage(), e);
        }
        try {
            return file.profile(hash(yaml));
        } catch (IllegalArgumentException e) {
            throw new ProfileException(where + ": " + e.getMessage(), e);
        }
    }

    private Profile profile(String hash) {
        require(format == 1, "format must be 1");
        require(name != null && NAME.matcher(name).matches(), "name must be lower-case letters, digits and dashes");
        require(builtIn(name).isEmpty(), "name: '" + name + "' is built in; give yours another");
        Optional<Profile> from = base == null ? Optional.empty() : builtIn(base);
        require(from.isPresent(), "base must be paper or reference");
        require(constants != null, "constants is missing");
        ProfileConstants values = new ProfileConstants(
                given("relation_weight", constants.relationWeight()),
                given("update_rate", constants.updateRate()),
                given("image_weight", constants.imageWeight()),
                given("sweeps", constants.sweeps()),
                given("importance_root", constants.importanceRoot()));
        return new Profile(name + "@" + hash, from.get().method(), values);
    }

    private static <T> T given(String key, T value) {
        require(value != null, "constants." + key + " is missing");
        return value;
    }

    private static void require(boolean good, String message) {
        if (!good) {
            throw new IllegalArgumentException(message);
        }
    }

    /** The file's text; {@link #open} reads it. */
    public String text() {
        return StrictYaml.write(this);
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
