package io.sessmonitor.models;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Reads a bundle's files, never more of them than bundle.yaml promises, and hashes what it read. */
final class BundleFiles {

    private final BundleSource source;

    BundleFiles(BundleSource source) {
        this.source = source;
    }

    BundleSource source() {
        return source;
    }

    /** bundle.yaml itself, whose hash names the bundle. */
    byte[] descriptor() throws BundleException {
        try (InputStream in = source.open(BundleYaml.FILE)) {
            byte[] yaml = in.readNBytes(BundleYaml.MAX_BYTES + 1);
            if (yaml.length > BundleYaml.MAX_BYTES) {
                throw new BundleException(
                        BundleException.Problem.WRONG_SIZE,
                        BundleYaml.FILE + " is larger than " + BundleYaml.MAX_BYTES + " bytes");
            }
            return yaml;
        } catch (NoSuchFileException e) {
            throw new BundleException(BundleException.Problem.MISSING_FILE, "no " + BundleYaml.FILE, e);
        } catch (IOException e) {
            throw new BundleException(
                    BundleException.Problem.UNREADABLE, BundleYaml.FILE + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Reads a file to the end without keeping it. */
    FileCheck check(String name, BundleDescriptor.Component component) {
        return copy(name, component, OutputStream.nullOutputStream());
    }

    /** Reads a file and returns exactly the bytes that were verified. */
    byte[] read(String name, BundleDescriptor.Component component) throws BundleException {
        if (component.size() > Integer.MAX_VALUE - 16) {
            throw new BundleException(
                    BundleException.Problem.WRONG_SIZE, component.file() + " is too large to be read into memory");
        }
        var bytes = new ByteArrayOutputStream((int) Math.min(component.size(), 64 << 20));
        require(copy(name, component, bytes));
        return bytes.toByteArray();
    }

    /** Turns a verdict that is not OK into the exception that says so. */
    void require(FileCheck check) throws BundleException {
        BundleException.Problem problem = switch (check.state()) {
            case OK -> null;
            case MISSING -> BundleException.Problem.MISSING_FILE;
            case WRONG_SIZE -> BundleException.Problem.WRONG_SIZE;
            case WRONG_HASH -> BundleException.Problem.WRONG_HASH;
            case UNREADABLE -> BundleException.Problem.UNREADABLE;
        };
        if (problem != null) {
            throw new BundleException(problem, check.describe() + "; fetch the bundle again");
        }
    }

    private FileCheck copy(String name, BundleDescriptor.Component component, OutputStream out) {
        MessageDigest digest = sha256();
        long found = 0;
        try (InputStream in = source.open(component.file())) {
            byte[] buffer = new byte[1 << 16];
            // One byte past the promise is enough to know; a file that grows without end is not read to its end.
            for (int n; found <= component.size() && (n = in.read(buffer)) > 0; found += n) {
                digest.update(buffer, 0, n);
                if (found + n <= component.size()) {
                    out.write(buffer, 0, n);
                }
            }
        } catch (NoSuchFileException e) {
            return verdict(name, component, -1, "", FileCheck.State.MISSING);
        } catch (IOException e) {
            return verdict(name, component, -1, "", FileCheck.State.UNREADABLE);
        }
        if (found != component.size()) {
            return verdict(name, component, found, "", FileCheck.State.WRONG_SIZE);
        }
        String hash = hex(digest);
        boolean same = hash.equals(component.sha256());
        return verdict(name, component, found, hash, same ? FileCheck.State.OK : FileCheck.State.WRONG_HASH);
    }

    private static FileCheck verdict(
            String name, BundleDescriptor.Component component, long found, String hash, FileCheck.State state) {
        return new FileCheck(name, component.file(), component.size(), found, component.sha256(), hash, state);
    }

    static String sha256(byte[] bytes) {
        MessageDigest digest = sha256();
        digest.update(bytes);
        return hex(digest);
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
