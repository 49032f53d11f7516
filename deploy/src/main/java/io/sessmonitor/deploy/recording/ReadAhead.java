package io.sessmonitor.deploy.recording;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records of one pass, made ready before their time by a thread of its own: what takes long now and then, such as a schema
 * to register or a block to read, then delays none. What the maker uses belongs to that thread until {@link #close}; the
 * other methods are for one other thread, except {@link #stop}.
 */
final class ReadAhead implements AutoCloseable {

    /** Records that are ready at once, and their bytes; the last may go beyond. */
    static final int MAX_RECORDS = 100;

    private static final long MAX_BYTES = 8 << 20;

    /**
     * A record that only has to be sent.
     *
     * @param frame the key of its frame, null if it has none
     * @param due nanoseconds after the beginning of the pass at which it is due
     * @param bytes of its key, value and headers, as recorded
     * @param unknownSchema its value is in the wire format, with the ID of a schema that nobody knows
     */
    record Ready(String frame, long due, long bytes, boolean unknownSchema, ProducerRecord<byte[], byte[]> record) {}

    /** Makes the next record ready. */
    interface Maker {

        /**
         * The next record.
         *
         * @return null at the end
         * @throws IOException if it cannot be read or made ready
         */
        Ready next() throws IOException, InterruptedException;
    }

    private final Maker maker;
    private final Thread thread = new Thread(this::read, "replay-read-ahead");

    /** Guarded by this, as are the following. */
    private final Deque<Ready> ready = new ArrayDeque<>();

    private long bytes;
    /** Until half of it is taken: whoever sends a burst should not have to share the processor with the one who reads. */
    private boolean full;

    private boolean ended;
    private boolean stopped;
    private Throwable problem;

    /** Begins to read. */
    ReadAhead(Maker maker) {
        this.maker = maker;
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Takes the next record.
     *
     * @return null at the end, or if it was {@link #stop stopped}
     * @throws IOException if it could not be read or made ready; all those before it have been taken then
     */
    synchronized Ready take() throws IOException, InterruptedException {
        while (!stopped && !ended && ready.isEmpty()) {
            wait();
        }
        if (stopped) {
            return null;
        }
        Ready next = ready.poll();
        if (next == null) {
            rethrow();
            return null;
        }
        bytes -= next.bytes();
        if (full && ready.size() <= MAX_RECORDS / 2 && bytes <= MAX_BYTES / 2) {
            full = false;
            notifyAll();
        }
        return next;
    }

    private void rethrow() throws IOException {
        if (problem instanceof IOException e) {
            throw e;
        }
        if (problem instanceof RuntimeException e) {
            throw e;
        }
        if (problem instanceof Error e) {
            throw e;
        }
    }

    /** Nothing more is given; from any thread. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    /** Ends reading, and waits for that. */
    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try {
            for (Ready next; (next = maker.next()) != null; ) {
                put(next);
            }
            end(null);
        } catch (InterruptedException e) {
            end(null);
        } catch (IOException | RuntimeException | Error e) {
            end(e);
        }
    }

    private synchronized void put(Ready next) throws InterruptedException {
        while (full) {
            wait();
        }
        ready.add(next);
        bytes += next.bytes();
        full = ready.size() >= MAX_RECORDS || bytes >= MAX_BYTES;
        notifyAll();
    }

    private synchronized void end(Throwable cause) {
        problem = cause;
        ended = true;
        notifyAll();
    }
}
