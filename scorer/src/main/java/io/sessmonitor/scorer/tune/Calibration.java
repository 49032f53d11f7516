package io.sessmonitor.scorer.tune;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.sessmonitor.models.StrictYaml;
import io.sessmonitor.scorer.ScorerIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A {@link MonotoneMap} that knows for which profile and bundle it was fitted.
 *
 * @param id beginning of its file's SHA-256
 * @param profile id of the profile
 * @param bundleSha256 of the bundle
 * @param map from scores to people's scale
 */
public record Calibration(String id, String profile, String bundleSha256, MonotoneMap map) {

    /** Under which name a calibrated score stands among a score's metrics. */
    public static final String NAME = "calibrated";

    private static final int MAX_BYTES = 1 << 20;
    private static final int HASH_DIGITS = 12;

    /**
     * The file as written.
     *
     * @param format of the file, 1
     * @param fitted how it was fitted, for people; may be left out
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Written(int format, String profile, Bundle bundle, List<MonotoneMap.Knot> knots, JsonNode fitted) {}

    private record Bundle(String name, String version, String sha256) {}

    /** The text of a calibration file; {@link #open} reads it. */
    public static String text(ScorerIdentity maker, MonotoneMap map, JsonNode fitted) {
        Bundle bundle = new Bundle(maker.bundleName(), maker.bundleVersion(), maker.bundleSha256());
        return StrictYaml.write(new Written(1, maker.profile().id(), bundle, map.knots(), fitted));
    }

    /**
     * Reads a calibration file.
     *
     * @throws CalibrationException if there is none or it is malformed
     */
    public static Calibration open(String file) throws CalibrationException {
        byte[] yaml;
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            yaml = in.readNBytes(MAX_BYTES + 1);
        } catch (InvalidPathException | NoSuchFileException e) {
            throw new CalibrationException("no calibration file '" + file + "'", e);
        } catch (IOException e) {
            throw new CalibrationException("calibration " + file + " cannot be read: " + e.getMessage(), e);
        }
        String where = "calibration " + file;
        if (yaml.length > MAX_BYTES) {
            throw new CalibrationException(where + " is larger than " + MAX_BYTES + " bytes");
        }
        Written written;
        try {
            written = StrictYaml.read(yaml, Written.class);
        } catch (StrictYaml.MalformedException e) {
            throw new CalibrationException(where + e.getMessage(), e);
        }
        if (written.format() != 1
                || !filled(written.profile())
                || written.bundle() == null
                || !filled(written.bundle().sha256())
                || written.knots() == null
                || written.knots().contains(null)) {
            throw new CalibrationException(where + ": needs format: 1, profile, bundle with its sha256, and knots");
        }
        try {
            return new Calibration(
                    Sha256.hex(yaml).substring(0, HASH_DIGITS),
                    written.profile(),
                    written.bundle().sha256(),
                    new MonotoneMap(written.knots()));
        } catch (IllegalArgumentException e) {
            throw new CalibrationException(where + ": " + e.getMessage(), e);
        }
    }

    private static boolean filled(String text) {
        return text != null && !text.isBlank();
    }

    /** @throws CalibrationException if it was fitted for other scores than this maker's */
    public void requireFor(ScorerIdentity maker) throws CalibrationException {
        if (!profile.equals(maker.profile().id())) {
            throw new CalibrationException("calibration " + id + " was fitted for profile " + profile + ", not for "
                    + maker.profile().id() + "; fit one with 'sess-monitor calibrate'");
        }
        if (!bundleSha256.equals(maker.bundleSha256())) {
            throw new CalibrationException("calibration " + id + " was fitted for another bundle than "
                    + maker.bundleName() + " " + maker.bundleVersion() + "; fit one with 'sess-monitor calibrate'");
        }
    }
}
