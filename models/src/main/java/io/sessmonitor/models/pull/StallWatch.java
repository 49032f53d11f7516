package io.sessmonitor.models.pull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A body that must not fall silent: the HTTP client has no time limit for it. A thread of its own closes it when no byte came for too
 * long. Read by one thread.
 */
final class StallWatch implements AutoCloseable {

    private final InputStream body;
    private final long limitNanos;
    private final Thread watch;
    private volatile long last = System.nanoTime();
    private volatile boolean stalled;

    StallWatch(InputStream body, Duration limit) {
        this.body = body;
        this.limitNanos = limit.toNanos();
        this.watch = new Thread(this::watch, "stall-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private void watch() {
        try {
            for (long left = limitNanos; left > 0; left = last + limitNanos - System.nanoTime()) {
                Thread.sleep(Duration.ofNanos(left).toMillis() + 1);
            }
            stalled = true;
            body.close();
        } catch (InterruptedException e) {
            // Closed: nothing to watch any more.
        } catch (IOException e) {
            // The reader finds out by itself.
        }
    }

    /** @throws SocketTimeoutException if the body fell silent */
    int read(byte[] buffer) throws IOException {
        int count;
        try {
            count = body.read(buffer);
        } catch (IOException e) {
            throw stalled ? silent() : e;
        }
        if (count < 0 && stalled) {
            throw silent();
        }
        last = System.nanoTime();
        return count;
    }

    /** All bytes up to the end, or so many. */
    byte[] readUpTo(int most) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 13];
        for (int n = read(buffer); n >= 0 && bytes.size() < most; n = read(buffer)) {
            bytes.write(buffer, 0, Math.min(n, most - bytes.size()));
        }
        return bytes.toByteArray();
    }

    private SocketTimeoutException silent() {
        return new SocketTimeoutException("the server fell silent");
    }

    @Override
    public void close() throws IOException {
        watch.interrupt();
        body.close();
    }
}
