package io.sessmonitor.models.pull;

import io.sessmonitor.models.pull.PullException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fetches one file into a part file, going on where an earlier attempt or run ended. What a cut, slow or failing server leaves is tried again
 * with growing pauses; the tries are counted anew whenever something was received. Used by one thread.
 */
final class Download {

    /** Told of what goes on. */
    interface Listener {
        /** So many bytes of the file are there. */
        void at(Manifest.File file, long bytes);

        /** An attempt failed and is made again after the pause. */
        void again(Manifest.File file, String why, Duration pause);
    }

    /** Where bytes go; another one only in tests. */
    interface Disk {
        OutputStream open(Path file, boolean append) throws IOException;
    }

    /** Waits; without waiting in tests. */
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    private static final int TRIES = 6;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");

    private final Web web;
    private final Disk disk;
    private final Pause pause;
    private final Duration stall;
    private final Listener listener;

    /** @param stall longest time without a byte */
    Download(Web web, Disk disk, Pause pause, Duration stall, Listener listener) {
        this.web = web;
        this.disk = disk;
        this.pause = pause;
        this.stall = stall;
        this.listener = listener;
    }

    /** An attempt that failed in a way that may pass. */
    private static final class Passing extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Optional<Duration> wanted;

        Passing(String message, Throwable cause, Optional<Duration> wanted) {
            super(message, cause);
            this.wanted = wanted;
        }
    }

    /**
     * Fetches the file.
     *
     * @param part holds what was received, and after this all of the file; what it holds already is gone on from
     * @throws PullException if the file cannot be had, or is not the one the manifest means
     */
    void fetch(Manifest.File file, Path part) throws PullException, IOException, InterruptedException {
        int failures = 0;
        boolean whole = Files.notExists(part);
        while (true) {
            long have = size(part);
            if (have == file.size() && hash(part).equals(file.sha256())) {
                listener.at(file, have);
                Files.deleteIfExists(validator(part));
                return;
            }
            if (have >= file.size()) {
                forget(part);
                if (whole) {
                    throw new PullException(
                            Problem.WRONG_HASH,
                            file.url() + ": not the file that the manifest means: its SHA-256 is not " + file.sha256());
                }
                // Its beginning came from an earlier attempt; perhaps that was another file.
                whole = true;
                have = 0;
            }
            try {
                whole &= have == 0;
                transfer(file, part, have);
            } catch (Passing e) {
                failures = size(part) > have ? 1 : failures + 1;
                if (failures >= TRIES) {
                    throw new PullException(
                            Problem.UNREACHABLE,
                            e.getMessage() + "; tried " + TRIES + " times. Try again later: what was received is kept",
                            e);
                }
                Duration wait = e.wanted.orElse(Duration.ofSeconds(1L << failures - 1));
                listener.again(file, e.getMessage(), wait);
                pause.of(wait);
            }
        }
    }

    private void transfer(Manifest.File file, Path part, long have)
            throws PullException, IOException, InterruptedException, Passing {
        Map<String, String> headers = new LinkedHashMap<>();
        if (have > 0) {
            headers.put("Range", "bytes=" + have + "-");
            if (Files.exists(validator(part))) {
                headers.put("If-Range", Files.readString(validator(part)));
            }
        }
        HttpResponse<InputStream> response;
        try {
            response = web.get(file.address(), headers);
        } catch (IOException e) {
            throw new Passing(file.url() + ": " + words(e), e, Optional.empty());
        }
        try (StallWatch body = new StallWatch(response.body(), stall)) {
            boolean goesOn = goesOn(file, part, have, response);
            long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
            long expected = file.size() - (goesOn ? have : 0);
            if (length >= 0 && length != expected) {
                throw new PullException(
                        Problem.WRONG_SIZE,
                        file.url() + ": the server has " + (length + file.size() - expected)
                                + " bytes, the manifest says " + file.size());
            }
            if (!goesOn) {
                forget(part);
                keepValidator(part, response);
            }
            copy(file, part, goesOn ? have : 0, body);
        }
    }

    /** Whether the answer is the rest of the file; otherwise it is the whole. */
    private static boolean goesOn(Manifest.File file, Path part, long have, HttpResponse<?> response)
            throws PullException, IOException, Passing {
        int status = response.statusCode();
        if (status == 200) {
            return false;
        }
        if (status == 206 || status == 416) {
            Matcher range = CONTENT_RANGE.matcher(
                    response.headers().firstValue("Content-Range").orElse(""));
            if (status == 206 && have > 0 && range.matches() && range.group(1).equals(Long.toString(have))) {
                return true;
            }
            forget(part);
            throw new Passing(file.url() + ": the server gave another part than asked for", null, Optional.empty());
        }
        if (status >= 500 || status == 408 || status == 425 || status == 429) {
            throw new Passing(file.url() + ": HTTP status " + status, null, retryAfter(response));
        }
        throw new PullException(
                Problem.REFUSED_BY_SERVER, file.url() + ": HTTP status " + status + "; is the manifest up to date?");
    }

    private static Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(seconds -> seconds.matches("\\d{1,6}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .map(wait -> wait.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wait);
    }

    private void copy(Manifest.File file, Path part, long begin, StallWatch body)
            throws PullException, IOException, Passing {
        long at = begin;
        byte[] buffer = new byte[1 << 16];
        try (OutputStream out = disk.open(part, begin > 0)) {
            while (true) {
                int count = read(file, body, buffer);
                if (count < 0) {
                    break;
                }
                at += count;
                if (at > file.size()) {
                    forget(part);
                    throw new PullException(
                            Problem.WRONG_SIZE,
                            file.url() + ": longer than the " + file.size() + " bytes of the manifest");
                }
                out.write(buffer, 0, count);
                listener.at(file, at);
            }
        } catch (IOException e) {
            throw new PullException(Problem.DISK, part + ": cannot be written: " + words(e), e);
        }
        if (at < file.size()) {
            throw new Passing(
                    file.url() + ": cut off after " + at + " of " + file.size() + " bytes", null, Optional.empty());
        }
    }

    /** Reading from the network apart, so that its failures are not taken for the disk's. */
    private static int read(Manifest.File file, StallWatch body, byte[] buffer) throws Passing {
        try {
            return body.read(buffer);
        } catch (IOException e) {
            throw new Passing(file.url() + ": " + words(e), e, Optional.empty());
        }
    }

    /** A strong validator, so that a file that changed on the server is begun anew. */
    private static void keepValidator(Path part, HttpResponse<?> response) throws IOException {
        Optional<String> validator = response.headers()
                .firstValue("ETag")
                .filter(tag -> tag.startsWith("\""))
                .or(() -> response.headers().firstValue("Last-Modified"));
        if (validator.isPresent()) {
            Files.writeString(validator(part), validator.get());
        }
    }

    private static Path validator(Path part) {
        return part.resolveSibling(part.getFileName() + ".validator");
    }

    private static void forget(Path part) throws IOException {
        Files.deleteIfExists(part);
        Files.deleteIfExists(validator(part));
    }

    private static long size(Path part) throws IOException {
        return Files.exists(part) ? Files.size(part) : 0;
    }

    static String hash(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static String words(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
