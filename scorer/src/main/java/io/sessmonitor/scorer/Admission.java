package io.sessmonitor.scorer;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts what is in work against its bounds. Thread-safe; one lock guards all fields. */
final class Admission {

    private final int maxPairs;
    private final long maxBytes;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int pairs;
    private long bytes;
    private boolean closed;

    Admission(int maxPairs, long maxBytes) {
        this.maxPairs = maxPairs;
        this.maxBytes = maxBytes;
    }

    /** Whether something of this size can ever be let in. */
    boolean fits(long size) {
        return size <= maxBytes;
    }

    /** Lets one in if there is room now. */
    boolean tryEnter(long size) {
        lock.lock();
        try {
            if (closed || !room(size)) {
                return false;
            }
            count(1, size);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for room; false when closed. Only for what {@linkplain #fits fits}. */
    boolean enter(long size) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && !room(size)) {
                changed.await();
            }
            if (closed) {
                return false;
            }
            count(1, size);
            return true;
        } finally {
            lock.unlock();
        }
    }

    void leave(long size) {
        lock.lock();
        try {
            count(-1, -size);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** From now on nobody is let in. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int pairs() {
        lock.lock();
        try {
            return pairs;
        } finally {
            lock.unlock();
        }
    }

    private boolean room(long size) {
        return pairs < maxPairs && bytes + size <= maxBytes;
    }

    private void count(int pair, long size) {
        pairs += pair;
        bytes += size;
    }
}
