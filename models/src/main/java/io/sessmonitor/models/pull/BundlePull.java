package io.sessmonitor.models.pull;

import io.sessmonitor.models.Bundle;
import io.sessmonitor.models.BundleCatalog;
import io.sessmonitor.models.BundleException;
import io.sessmonitor.models.Folders;
import io.sessmonitor.models.ModelsFolder;
import io.sessmonitor.models.pull.PullException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Pulls bundles into a models folder. All files are received and verified in a hidden folder beside it, which stays when a pull is
 * interrupted; the bundle then appears by a rename. Used by one thread; several processes keep out of each other's way by a lock.
 */
public final class BundlePull {

    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration STALL = Duration.ofSeconds(60);

    /** Told of what goes on. */
    public interface Listener {
        /** So many bytes of all are there; those of an earlier run included. */
        void at(String file, long bytes, long of);

        /** An attempt failed and is made again after the pause. */
        void again(String why, Duration pause);
    }

    /** Space left for a folder's files. */
    interface Space {
        long left(Path folder) throws IOException;
    }

    private final ModelsFolder folder;
    private final Web web;
    private final Download.Disk disk;
    private final Download.Pause pause;
    private final Duration stall;
    private final Space space;

    /** @param plainHttp whether http is allowed for other machines than this one */
    public BundlePull(ModelsFolder folder, boolean plainHttp) {
        this(
                folder,
                new Web(plainHttp, ANSWER),
                (file, append) -> Files.newOutputStream(
                        file,
                        StandardOpenOption.CREATE,
                        append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING),
                time -> Thread.sleep(time.toMillis()),
                STALL,
                path -> Files.getFileStore(path).getUsableSpace());
    }

    BundlePull(ModelsFolder folder, Web web, Download.Disk disk, Download.Pause pause, Duration stall, Space space) {
        this.folder = folder;
        this.web = web;
        this.disk = disk;
        this.pause = pause;
        this.stall = stall;
        this.space = space;
    }

    /**
     * Reads a manifest from a file or an address.
     *
     * @throws PullException if it cannot be had or is malformed
     */
    public Manifest manifest(String fileOrUrl) throws PullException, IOException, InterruptedException {
        if (!fileOrUrl.matches("(?i)https?://.*")) {
            try (InputStream in = Files.newInputStream(Path.of(fileOrUrl))) {
                return Manifest.parse(in.readNBytes(Manifest.MAX_BYTES + 1), fileOrUrl);
            }
        }
        URI address;
        try {
            address = URI.create(fileOrUrl);
        } catch (IllegalArgumentException e) {
            throw new PullException(Problem.BAD_MANIFEST, fileOrUrl + ": no address: " + e.getMessage(), e);
        }
        HttpResponse<InputStream> response;
        try {
            response = web.get(address, Map.of());
        } catch (IOException e) {
            throw new PullException(Problem.UNREACHABLE, fileOrUrl + ": " + Download.words(e), e);
        }
        try (StallWatch body = new StallWatch(response.body(), stall)) {
            if (response.statusCode() != 200) {
                throw new PullException(
                        Problem.REFUSED_BY_SERVER, fileOrUrl + ": HTTP status " + response.statusCode());
            }
            return Manifest.parse(body.readUpTo(Manifest.MAX_BYTES + 1), fileOrUrl);
        }
    }

    /** The bundle that the manifest means, if it is there already. */
    public Optional<Bundle> there(Manifest manifest) {
        if (folder.find(manifest.name()).isEmpty()) {
            return Optional.empty();
        }
        try {
            Bundle bundle = BundleCatalog.open(manifest.name(), folder);
            return bundle.sha256().equals(manifest.bundleSha256()) ? Optional.of(bundle) : Optional.empty();
        } catch (BundleException e) {
            // Damaged, so not the one that is meant.
            return Optional.empty();
        }
    }

    /**
     * Pulls the bundle; one that is there and was not meant stays until the new one is complete.
     *
     * @param replace whether another bundle of this name may be replaced
     * @return the bundle, open and verified
     * @throws PullException saying what went wrong; what was received is kept for another try
     */
    public Bundle pull(Manifest manifest, boolean replace, Listener listener)
            throws PullException, IOException, InterruptedException {
        Path target = folder.root().resolve(manifest.name());
        if (Files.exists(target) && !replace) {
            throw new PullException(
                    Problem.THERE_ALREADY,
                    target + ": another bundle is there, or a damaged one; --replace puts the new one in its place");
        }
        Path work = folder.root().resolve(".pull-" + manifest.name());
        Files.createDirectories(work);
        try (FileChannel lock =
                FileChannel.open(work.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            requireAlone(lock, manifest.name());
            requireSpace(manifest, work);
            receive(manifest, work, listener);
            Bundle bundle = install(manifest, work, target);
            Folders.delete(work);
            return bundle;
        }
    }

    private static void requireAlone(FileChannel channel, String name) throws PullException, IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new PullException(Problem.IN_WORK, "bundle '" + name + "' is being pulled by somebody else");
        }
    }

    private void requireSpace(Manifest manifest, Path work) throws PullException, IOException {
        long needed = 0;
        for (Manifest.File file : manifest.files()) {
            Path part = part(work, file);
            needed += file.size() - (Files.exists(part) ? Math.min(file.size(), Files.size(part)) : 0);
        }
        long left = space.left(work);
        if (left < needed) {
            throw new PullException(
                    Problem.DISK,
                    folder.root() + ": " + needed + " bytes are needed and " + left + " free; make room or name another"
                            + " folder");
        }
    }

    private void receive(Manifest manifest, Path work, Listener listener)
            throws PullException, IOException, InterruptedException {
        long before = 0;
        for (Manifest.File file : manifest.files()) {
            long begin = before;
            Download.Listener of = new Download.Listener() {
                @Override
                public void at(Manifest.File f, long bytes) {
                    listener.at(f.file(), begin + bytes, manifest.size());
                }

                @Override
                public void again(Manifest.File f, String why, Duration wait) {
                    listener.again(why, wait);
                }
            };
            new Download(web, disk, pause, stall, of).fetch(file, part(work, file));
            before += file.size();
        }
    }

    private static Path part(Path work, Manifest.File file) {
        return work.resolve(file.sha256() + "-" + file.file().replace('/', '+'));
    }

    private Bundle install(Manifest manifest, Path work, Path target) throws PullException, IOException {
        Path complete = work.resolve("complete");
        Folders.delete(complete);
        for (Manifest.File file : manifest.files()) {
            Path to = complete.resolve(file.file());
            Files.createDirectories(to.getParent());
            Files.move(part(work, file), to);
        }
        try {
            Bundle bundle = BundleCatalog.open(complete.toString());
            if (!bundle.name().equals(manifest.name()) || !bundle.version().equals(manifest.version())) {
                throw new PullException(
                        Problem.BAD_BUNDLE,
                        "the files make bundle " + bundle.name() + " " + bundle.version() + ", not " + manifest.name()
                                + " " + manifest.version() + " as the manifest says");
            }
            put(complete, target, work.resolve("replaced"));
            return BundleCatalog.open(manifest.name(), folder);
        } catch (BundleException e) {
            throw new PullException(
                    Problem.BAD_BUNDLE,
                    "the files are those of the manifest, but make no bundle: " + e.getMessage(),
                    e);
        }
    }

    private static void put(Path complete, Path target, Path replaced) throws IOException {
        Folders.delete(replaced);
        if (Files.exists(target)) {
            Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
        }
        try {
            Files.move(complete, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (Files.exists(replaced)) {
                Files.move(replaced, target, StandardCopyOption.ATOMIC_MOVE);
            }
            throw e;
        }
    }
}
