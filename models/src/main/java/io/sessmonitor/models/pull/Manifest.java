package io.sessmonitor.models.pull;

import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleCatalog;
import io.sessmonitor.models.StrictYaml;
import io.sessmonitor.models.pull.PullException.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which files make a bundle and where they are, as YAML or JSON.
 *
 * @param format of the manifest, 1
 * @param name of the bundle
 * @param version of the bundle
 * @param licence SPDX expression for the bundle as a whole
 * @param terms what to know before accepting it, or where to read it; may be left out
 * @param files all of them, bundle.yaml included
 */
public record Manifest(int format, String name, String version, String licence, String terms, List<File> files) {

    static final int MAX_BYTES = 1 << 20;
    static final String DESCRIPTOR = "bundle.yaml";

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final long MAX_FILE = 8L << 30;
    private static final long MAX_TOTAL = 32L << 30;
    private static final int MAX_FILES = 65;
    private static final int MAX_FILE_NAME = 150;

    /** Bundles that are known and lie nowhere for everybody to fetch. */
    private static final Set<String> MADE_BY_EXPORT = Set.of("mobile", "reference");

    /**
     * One file.
     *
     * @param file its name in the bundle
     * @param url where it is
     * @param size in bytes
     * @param sha256 hexadecimal
     * @param licence its own; may be left out where it is the bundle's
     */
    public record File(String file, String url, long size, String sha256, String licence) {

        URI address() {
            return URI.create(url);
        }
    }

    /**
     * Reads a manifest.
     *
     * @param where names it in messages
     * @throws PullException if it is malformed, or names files or sizes that are not taken
     */
    public static Manifest parse(byte[] yaml, String where) throws PullException {
        if (yaml.length > MAX_BYTES) {
            throw new PullException(Problem.BAD_MANIFEST, where + ": larger than " + MAX_BYTES + " bytes");
        }
        try {
            Manifest manifest = StrictYaml.read(yaml, Manifest.class);
            manifest.check();
            return manifest;
        } catch (StrictYaml.MalformedException e) {
            throw new PullException(Problem.BAD_MANIFEST, where + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new PullException(Problem.BAD_MANIFEST, where + ": " + e.getMessage(), e);
        }
    }

    /**
     * The manifest that comes with this program.
     *
     * @throws PullException always, as yet: no bundle is published
     */
    public static Manifest known(String name) throws PullException {
        if (BundleCatalog.embedded().contains(name)) {
            throw new PullException(
                    Problem.NOT_PUBLISHED, "bundle '" + name + "' comes with this program; there is nothing to pull");
        }
        throw new PullException(
                Problem.NOT_PUBLISHED,
                MADE_BY_EXPORT.contains(name)
                        ? "bundle '" + name
                                + "' is not published anywhere yet. Make it from the published checkpoints with"
                                + " 'sess-monitor models export " + name + "', or name a manifest with --manifest"
                        : "no bundle '" + name + "' is known; name its manifest with --manifest");
    }

    /** Bytes of all files. */
    public long size() {
        return files.stream().mapToLong(File::size).sum();
    }

    /** SHA-256 of bundle.yaml, which names the bundle. */
    public String bundleSha256() {
        return files.stream()
                .filter(f -> f.file().equals(DESCRIPTOR))
                .findFirst()
                .orElseThrow()
                .sha256();
    }

    private void check() {
        require(format == 1, "format must be 1");
        require(name != null && Bundle.isName(name), "name must be lower-case letters, digits and dashes");
        require(!BundleCatalog.embedded().contains(name), "name: '" + name + "' is a bundle of this program");
        require(filled(version), "version is missing");
        require(filled(licence), "licence is missing");
        require(files != null && !files.isEmpty(), "files is missing or empty");
        require(files.size() <= MAX_FILES, "files has more than " + MAX_FILES + " entries");
        Set<String> names = new HashSet<>();
        long total = 0;
        for (int i = 0; i < files.size(); i++) {
            File file = files.get(i);
            check("files[" + i + "]", file);
            require(names.add(file.file()), "files[" + i + "].file: '" + file.file() + "' is there twice");
            total += file.size();
        }
        require(total <= MAX_TOTAL, "files are " + total + " bytes together, at most " + MAX_TOTAL + " are taken");
        require(names.contains(DESCRIPTOR), "files lacks " + DESCRIPTOR);
    }

    private static void check(String at, File file) {
        require(file != null && filled(file.file()), at + ".file is missing");
        require(
                Bundle.isFileName(file.file()) && file.file().length() <= MAX_FILE_NAME,
                at + ".file: '" + file.file()
                        + "' is refused: a file name is relative, stays inside the bundle and uses"
                        + " only letters, digits and . _ - /");
        require(
                file.size() > 0 && file.size() <= MAX_FILE,
                at + ".size must be from 1 to " + MAX_FILE + ", not " + file.size());
        require(file.sha256() != null && SHA256.matcher(file.sha256()).matches(), at + ".sha256 must be 64 hex digits");
        require(filled(file.url()), at + ".url is missing");
        try {
            require(new URI(file.url()).getHost() != null, at + ".url: '" + file.url() + "' names no host");
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(at + ".url: " + e.getMessage(), e);
        }
    }

    private static boolean filled(String text) {
        return text != null && !text.isBlank();
    }

    private static void require(boolean good, String message) {
        if (!good) {
            throw new IllegalArgumentException(message);
        }
    }
}
