package io.sessmonitor.topology.payload;

import io.sessmonitor.schemas.envelope.PayloadRef;
import io.sessmonitor.topology.config.PayloadConfig;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads claims, files and servers each with threads and a bounded queue of their own, so that a slow server holds up no file.
 * {@link #fetch} may be called by any thread. Requests open at {@link #close} are dropped, as is right for tasks that have
 * ended by then.
 */
final class ClaimReader implements PayloadFetcher, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimReader.class);
    private static final int FILE_THREADS = 2;
    private static final int MAX_REQUESTS = 256;
    private static final long CLOSE_SECONDS = 5;

    private final Lane files;
    private final Lane servers;

    /** @param maxBytes largest picture that is read */
    ClaimReader(PayloadConfig config, long maxBytes) {
        this(
                new FileClaims(config.claimRoots(), maxBytes),
                new HttpClaims(config.claimHosts(), maxBytes, config.claimTimeout()),
                config.claimThreads());
    }

    ClaimReader(ClaimSource files, ClaimSource servers, int serverThreads) {
        this.files = new Lane("payload-files", files, FILE_THREADS);
        this.servers = new Lane("payload-servers", servers, serverThreads);
    }

    @Override
    public boolean fetch(PayloadRef ref, Consumer<Fetched> then) {
        PayloadRef.Claim claim = (PayloadRef.Claim) ref;
        boolean http = claim.uri().regionMatches(true, 0, "http", 0, 4);
        return (http ? servers : files).offer(claim, then);
    }

    @Override
    public void close() {
        files.close();
        servers.close();
    }

    private static final class Lane {

        private final ClaimSource source;
        private final ThreadPoolExecutor threads;

        Lane(String name, ClaimSource source, int count) {
            this.source = source;
            this.threads = new ThreadPoolExecutor(
                    count, count, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_REQUESTS), task -> {
                        Thread thread = new Thread(task, name);
                        thread.setDaemon(true);
                        return thread;
                    });
            threads.allowCoreThreadTimeOut(true);
        }

        boolean offer(PayloadRef.Claim claim, Consumer<Fetched> then) {
            try {
                threads.execute(() -> read(claim, then));
                return true;
            } catch (RejectedExecutionException e) {
                return false;
            }
        }

        private void read(PayloadRef.Claim claim, Consumer<Fetched> then) {
            Fetched result;
            try {
                result = source.read(claim);
            } catch (InterruptedException e) {
                LOG.debug("The reading of {} ends", claim);
                return;
            } catch (RuntimeException e) {
                // Somebody waits for every request; a bug here must not leave them waiting.
                LOG.error("Reading {} failed", claim, e);
                result = ClaimRules.gone(claim, "cannot be read: " + e);
            }
            then.accept(result);
        }

        void close() {
            threads.shutdownNow();
            try {
                if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                    LOG.warn("A claim is still being read {} s after the end", CLOSE_SECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
