package io.sessmonitor.deploy.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/** Closes what was started, last first, whatever happens. Used by one thread. */
final class Resources implements AutoCloseable {

    private final Deque<Runnable> closers = new ArrayDeque<>();

    void onClose(Runnable closer) {
        closers.push(closer);
    }

    @Override
    public void close() {
        RuntimeException first = null;
        while (!closers.isEmpty()) {
            try {
                closers.pop().run();
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
